/** Whether a credential works, as the service that issued it said just now. Only findings that were checked live have one. */
export interface Validity {
  /** `unknown`: asked, but the answer says neither, or none came. */
  readonly state: 'active' | 'inactive' | 'unknown';
  /** The host that was asked. */
  readonly host: string;
  /** What decided, in a few words of ours: `401`, `no answer in 10 s`. Never anything of the answer's text. */
  readonly why: string;
  /** Whose it is and what it may do, by label (`account`, `scopes`), where the answer says so. Bounded, without control characters, never the value. */
  readonly identity: Readonly<Record<string, string>>;
}
