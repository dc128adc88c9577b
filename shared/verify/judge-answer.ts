import type { Answer, From, LiveCheck } from '../model/live-check.ts';
import type { Validity } from '../model/validity.ts';
import type { Scrubber } from '../text/forms.ts';
import { withoutControls } from '../text/neutralise.ts';

/** What came back, whole. */
export interface Reply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Longer names and lists are cut: an answer is a stranger's text. */
const MAX_SHOWN = 120;
const MAX_LISTED = 20;

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** The value at a JSON pointer (RFC 6901; names without `~`), undefined where there is none. */
const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined),
      value,
    );

const holds = (answer: Answer, reply: Reply, json: unknown): boolean => {
  if (answer.status !== reply.status) return false;
  if (answer.text !== undefined && !answer.text.some((text) => reply.body.includes(text))) return false;
  return Object.entries(answer.json ?? {}).every(([pointer, wanted]) => {
    const found = at(json, pointer);
    return wanted.length === 0 ? found !== undefined && found !== null : wanted.some((each) => each === found);
  });
};

const asText = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => typeof each === 'string' || typeof each === 'number');
  return texts.length === 0 ? undefined : texts.slice(0, MAX_LISTED).join(', ');
};

const read = (from: From, reply: Reply, json: unknown): string | undefined => {
  if ('header' in from) return reply.headers[from.header];
  if ('after' in from) {
    const start = reply.body.indexOf(from.after);
    const end = start < 0 ? -1 : reply.body.indexOf(from.before, start + from.after.length);
    return end < 0 ? undefined : reply.body.slice(start + from.after.length, end);
  }
  const value = at(json, from.json);
  const { each } = from;
  return asText(each !== undefined && Array.isArray(value) ? value.map((item) => at(item, `/${each}`)) : value);
};

const shown = (text: string, scrub: Scrubber): string => {
  const line = scrub(withoutControls(text)).replace(/\s+/g, ' ').trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
};

/** A page for people: what stands in front of an API (a firewall, a maintenance notice) answers with these, whatever the credential. */
const PAGE = /^\uFEFF?\s{0,1000}<(?:!doctype|html|head|body)\b/i;

/**
 * What an answer says, by the check's data alone. An answer that neither list describes says nothing, nor does a page. `scrub` takes out the values
 * that were sent.
 */
export const judgeAnswer = (check: LiveCheck, reply: Reply, scrub: Scrubber): Pick<Validity, 'state' | 'why' | 'identity'> => {
  if (PAGE.test(reply.body)) return { state: 'unknown', why: `a page of status ${reply.status} instead of an answer`, identity: {} };
  const json = parse(reply.body);
  if (check.active.some((answer) => holds(answer, reply, json))) {
    const found = Object.entries(check.identity ?? {}).map(([label, from]) => [label, shown(read(from, reply, json) ?? '', scrub)] as const);
    return { state: 'active', why: `status ${reply.status}`, identity: Object.fromEntries(found.filter(([, text]) => text !== '')) };
  }
  if (check.inactive.some((answer) => holds(answer, reply, json))) return { state: 'inactive', why: `status ${reply.status}`, identity: {} };
  return { state: 'unknown', why: `an answer of status ${reply.status} that says neither`, identity: {} };
};
