import { randomUUID } from 'node:crypto';
import { ACTIONS_ROUTES } from './github/actions.ts';
import { notFound, ok, refuse } from './github/answers.ts';
import { CHECK_ROUTES } from './github/checks.ts';
import { COMMENT_ROUTES } from './github/comments.ts';
import { PULL_ROUTES } from './github/pulls.ts';
import { type Call, createRepository, type FakeRepository, type FakeToken, type Permission, type Route } from './github/world.ts';
import { type HttpStore, type StoreAnswer, type StoreFault, type StoreRequest, startHttpStore } from './http-store.ts';

/** GitHub's REST API on loopback, and the storage that it sends clients to for logs and artifacts: another origin, which is to see no token. */
export interface FakeGithub {
  /** Base of the API: `GITHUB_API_URL`, `baseUrl` of Octokit. */
  readonly url: string;
  /** Origin of the storage. */
  readonly storageUrl: string;
  /** What the API was asked, faults and retries included. */
  readonly requests: readonly StoreRequest[];
  /** What the storage was asked. */
  readonly storageRequests: readonly StoreRequest[];
  /** Makes a repository, or gives the one there is; `owner/name`. */
  readonly repository: (name: string) => FakeRepository;
  /** Makes a token. Default: a workflow's own (`github-actions[bot]`) with all permissions. */
  readonly token: (permissions?: FakeToken['permissions'], login?: string) => string;
  /** Harm to come; see `StoreFault` and `limits`. */
  readonly fault: (fault: StoreFault & { readonly at?: 'api' | 'storage' }) => void;
  readonly heal: () => void;
  /** Lets time pass: what was laid into the storage can be fetched for a minute. */
  readonly advance: (ms: number) => void;
  readonly close: () => Promise<void>;
}

const ROUTES: readonly { readonly route: Route; readonly form: RegExp }[] = [...COMMENT_ROUTES, ...PULL_ROUTES, ...CHECK_ROUTES, ...ACTIONS_ROUTES].map(
  (route) => ({ route, form: new RegExp(`^${route.path.replaceAll(':n', '(\\d+)').replaceAll(':w', '([\\w.-]+)')}$`) }),
);

/** Refusals for asking too much (docs, rate limits for the REST API); give one to `fault` as `answer`. */
export const limits = {
  /** The hourly quota: 403, and when it is filled up again. */
  primary: (resetAt: Date): StoreAnswer => ({
    ...refuse(403, 'API rate limit exceeded for installation ID 1.'),
    headers: { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)) },
  }),
  /** Too many requests at a time, or too much content: 403 or 429, and for how many seconds to be silent. */
  secondary: (seconds: number, status: 403 | 429 = 403): StoreAnswer => ({
    ...refuse(status, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
    headers: { 'retry-after': String(seconds), 'x-ratelimit-remaining': '900' },
  }),
} as const;

const ALL: FakeToken['permissions'] = { actions: 'write', checks: 'write', contents: 'write', issues: 'write', pull_requests: 'write' };

const LAID_FOR_MS = 60_000;

const may = (token: FakeToken | undefined, { any, level }: NonNullable<Route['needs']>): boolean =>
  any.some((permission: Permission) => {
    const given = token?.permissions[permission];
    return given === 'write' || (given === 'read' && level === 'read');
  });

const jsonOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

export const startGithub = async (): Promise<FakeGithub> => {
  const repositories = new Map<string, FakeRepository>();
  const tokens = new Map<string, FakeToken>();
  const laid = new Map<string, { readonly bytes: Uint8Array | undefined; readonly until: number }>();
  let ids = 1000;
  let passedMs = 0;
  const now = (): number => Date.now() + passedMs;

  const lay: Call['lay'] = (name, bytes) => {
    const path = `/${randomUUID()}/${name}`;
    laid.set(path, { bytes, until: now() + LAID_FOR_MS });
    return `${storage.url}${path}?sig=${randomUUID()}`;
  };

  const handleApi = (request: StoreRequest): StoreAnswer => {
    const [, name = '', rest = ''] = /^\/repos\/([\w.-]+\/[\w.-]+)(\/.*)?$/.exec(request.path) ?? [];
    const credential = /^(?:token|bearer) (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
    const token = credential === undefined ? undefined : tokens.get(credential);
    if (credential !== undefined && token === undefined) return refuse(401, 'Bad credentials');
    if (request.headers['user-agent'] === undefined) return refuse(403, 'Request forbidden by administrative rules.');
    const repository = repositories.get(name.toLowerCase());
    if (repository === undefined) return notFound();
    if (rest === '') return ok({ full_name: repository.name, default_branch: 'main', private: false });
    for (const { route, form } of ROUTES) {
      const match = route.method === request.method ? form.exec(rest) : null;
      if (match === null) continue;
      if (route.needs !== undefined && !may(token, route.needs))
        return refuse(403, token === undefined ? 'Must have admin rights to Repository.' : 'Resource not accessible by integration');
      const body = jsonOf(request.text);
      if (body === undefined) return refuse(400, 'Problems parsing JSON');
      const groups = match.slice(1);
      return route.handle({
        api: api.url,
        repository,
        token,
        numbers: groups.filter((group) => /^\d+$/.test(group)).map(Number),
        word: groups.find((group) => !/^\d+$/.test(group)) ?? groups[0] ?? '',
        path: request.path,
        query: request.query,
        body,
        nextId: () => ++ids,
        now,
        lay,
      });
    }
    return notFound();
  };

  /** As Azure's storage answers (docs, blob service error codes). */
  const handleStorage = (request: StoreRequest): StoreAnswer => {
    const refuseXml = (status: number, code: string): StoreAnswer => ({
      status,
      body: Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`),
      headers: { 'content-type': 'application/xml' },
    });
    const found = laid.get(request.path);
    if (request.headers['authorization'] !== undefined) return refuseXml(400, 'InvalidAuthenticationInfo');
    if (found === undefined || request.query.get('sig') === null) return refuseXml(404, 'BlobNotFound');
    if (now() > found.until) return refuseXml(403, 'AuthenticationFailed');
    if (found.bytes === undefined) return refuseXml(404, 'BlobNotFound');
    return { status: 200, body: found.bytes, headers: { 'content-type': 'application/zip', 'content-length': String(found.bytes.length) } };
  };

  const denied = { message: 'Resource not accessible by integration', status: '403' };
  const api: HttpStore = await startHttpStore(handleApi, denied);
  const storage: HttpStore = await startHttpStore(handleStorage, denied);
  return {
    url: api.url,
    storageUrl: storage.url,
    requests: api.requests,
    storageRequests: storage.requests,
    repository: (name) => {
      const key = name.toLowerCase();
      const known = repositories.get(key) ?? createRepository(name);
      repositories.set(key, known);
      return known;
    },
    token: (permissions = ALL, login = 'github-actions[bot]') => {
      const token = `workflow-${tokens.size + 1}-${randomUUID()}`;
      tokens.set(token, { login, permissions });
      return token;
    },
    fault: ({ at = 'api', ...fault }) => (at === 'api' ? api : storage).fault(fault),
    heal: () => {
      api.heal();
      storage.heal();
    },
    advance: (ms) => {
      passedMs += ms;
    },
    close: async () => {
      await Promise.all([api.close(), storage.close()]);
    },
  };
};
