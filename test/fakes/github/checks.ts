import { created, invalid, notFound, ok, page } from './answers.ts';
import type { Call, FakeCheckRun, Route } from './world.ts';

/** Annotations of one request, and characters of summary and text (GitHub's OpenAPI description). */
const MAX_ANNOTATIONS = 50;
const MAX_TEXT = 65_535;

const shown = (check: FakeCheckRun): unknown => ({
  id: check.id,
  name: check.name,
  head_sha: check.sha,
  status: check.status,
  conclusion: check.conclusion,
  output: { title: null, summary: null, text: null, ...check.output, annotations_count: check.annotations.length },
});

type Output = Readonly<Record<string, unknown>>;

const apply = (check: FakeCheckRun, body: Output) => {
  const { annotations = [], ...output } = (body['output'] ?? {}) as { annotations?: readonly unknown[] } & FakeCheckRun['output'];
  if (annotations.length > MAX_ANNOTATIONS) return invalid('CheckRun', 'annotations', `No more than ${MAX_ANNOTATIONS} annotations are allowed`);
  for (const name of ['summary', 'text'] as const)
    if ((output[name] ?? '').length > MAX_TEXT) return invalid('CheckRun', name, `Only ${MAX_TEXT} characters are allowed`);
  if (typeof body['status'] === 'string') check.status = body['status'];
  if (typeof body['conclusion'] === 'string') {
    check.conclusion = body['conclusion'];
    check.status = 'completed';
  }
  check.output = { ...check.output, ...output };
  check.annotations.push(...annotations);
  return undefined;
};

const find = ({ repository, numbers }: Call): FakeCheckRun | undefined => repository.checkRuns.find(({ id }) => id === numbers[0]);

const needs = { any: ['checks'], level: 'write' } as const;

/** Checks of a commit. */
export const CHECK_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/check-runs',
    needs,
    handle: (call) => {
      const { name, head_sha: sha } = call.body;
      if (typeof name !== 'string' || typeof sha !== 'string') return invalid('CheckRun', 'name', 'name and head_sha are required');
      const check: FakeCheckRun = { id: call.nextId(), name, sha, status: 'queued', conclusion: null, output: {}, annotations: [] };
      const fault = apply(check, call.body);
      if (fault !== undefined) return fault;
      call.repository.checkRuns.push(check);
      return created(shown(check));
    },
  },
  {
    method: 'PATCH',
    path: '/check-runs/:n',
    needs,
    handle: (call) => {
      const check = find(call);
      return check === undefined ? notFound() : (apply(check, call.body) ?? ok(shown(check)));
    },
  },
  {
    method: 'GET',
    path: '/check-runs/:n/annotations',
    handle: (call) => page(call, find(call)?.annotations ?? []),
  },
  {
    method: 'GET',
    path: '/commits/:w/check-runs',
    handle: (call) =>
      page(
        call,
        call.repository.checkRuns.filter(({ sha, name }) => sha === call.word && (call.query.get('check_name') ?? name) === name).map((check) => shown(check)),
        'check_runs',
      ),
  },
];
