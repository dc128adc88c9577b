import type { StoreAnswer } from '../http-store.ts';

/** What the fake knows. Tests may change any of it between requests: names are those of the REST API, in our own spelling. */
export interface FakeRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly pulls: Map<number, FakePull>;
  readonly comments: FakeComment[];
  readonly reviewComments: FakeReviewComment[];
  readonly reviews: FakeReview[];
  readonly checkRuns: FakeCheckRun[];
  readonly runs: Map<number, FakeRun>;
  readonly artifacts: FakeArtifact[];
}

export interface FakePull {
  readonly number: number;
  state: 'open' | 'closed';
  draft: boolean;
  title: string;
  readonly head: { readonly sha: string; readonly ref: string; readonly repository: string | null };
  readonly base: { readonly sha: string; readonly ref: string };
  readonly files: readonly FakeFile[];
  readonly commits: readonly { readonly sha: string; readonly message: string; readonly author: string }[];
}

export interface FakeFile {
  readonly filename: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /** Hunks of a unified diff; absent for binary and very large files. Lines of reviews must stand in it. */
  readonly patch?: string;
}

export interface FakeComment {
  readonly id: number;
  /** Number of the issue or pull request. */
  readonly issue: number;
  readonly login: string;
  body: string;
}

export interface FakeReviewComment extends Omit<FakeComment, 'issue'> {
  readonly pull: number;
  readonly path: string;
  readonly line: number;
  readonly startLine?: number;
  readonly commit: string;
}

export interface FakeReview {
  readonly id: number;
  readonly pull: number;
  readonly event: string;
  readonly body: string;
  readonly comments: readonly number[];
}

export interface FakeCheckRun {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  status: string;
  conclusion: string | null;
  output: { readonly title?: string; readonly summary?: string; readonly text?: string };
  readonly annotations: unknown[];
}

export interface FakeRun {
  readonly id: number;
  readonly name: string;
  readonly event: string;
  readonly sha: string;
  readonly branch: string;
  /** `owner/name` of the head; another one for a fork. */
  readonly headRepository: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Name of the file of its workflow. */
  readonly workflow: string;
  readonly attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | null;
  readonly pulls: readonly number[];
  readonly jobs: readonly FakeJob[];
  /** The zip file; undefined once it is deleted, `'expired'` when it was kept too long. */
  logs: Uint8Array | 'expired' | undefined;
}

export interface FakeJob {
  readonly id: number;
  readonly name: string;
  readonly log: Uint8Array;
  readonly steps: readonly { readonly number: number; readonly name: string; readonly startedAt: string; readonly completedAt: string }[];
}

export interface FakeArtifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly zip: Uint8Array;
  readonly expired?: boolean;
}

export type Permission = 'actions' | 'checks' | 'contents' | 'issues' | 'pull_requests';

/** What a token may do: to a public repository every token may read all but logs and artifacts. */
export interface FakeToken {
  readonly login: string;
  readonly permissions: Readonly<Partial<Record<Permission, 'read' | 'write'>>>;
}

/** A request that was found to be allowed. */
export interface Call {
  readonly api: string;
  readonly repository: FakeRepository;
  readonly token: FakeToken | undefined;
  readonly numbers: readonly number[];
  /** The last part of the path where it is no number. */
  readonly word: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly nextId: () => number;
  readonly now: () => number;
  /** Lays bytes where they can be fetched without a token for a minute; gives the address. */
  readonly lay: (name: string, bytes: Uint8Array | undefined) => string;
}

export interface Route {
  readonly method: string;
  /** After `/repos/OWNER/NAME`; `:n` is a number, `:w` a word. */
  readonly path: string;
  /** Any of these is enough, at this level. Absent: everybody may. */
  readonly needs?: { readonly any: readonly Permission[]; readonly level: 'read' | 'write' };
  readonly handle: (call: Call) => StoreAnswer;
}

export const createRepository = (name: string): FakeRepository => ({
  name,
  pulls: new Map(),
  comments: [],
  reviewComments: [],
  reviews: [],
  checkRuns: [],
  runs: new Map(),
  artifacts: [],
});
