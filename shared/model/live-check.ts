/**
 * How to ask a service whether a credential works: data beside the rules. The call is the documented one that reads who the caller is; it changes
 * nothing and costs nothing. `docs/verifying.md` lists them.
 *
 * Templates hold slots: `{secret}`, the names of `beside` and those of `parts`.
 */
export interface LiveCheck {
  /** Kebab-case, unique. */
  readonly id: string;
  /** As people call the service. */
  readonly vendor: string;
  /** Ids of the rules whose findings it checks. A rule has one check at most, or several whose `values` exclude each other. */
  readonly rules: readonly string[];
  /** Pattern that the whole value must match, where the rule finds more kinds than the check knows. */
  readonly values?: string;
  /** Default: `GET`. `POST` only where the vendor has the read-only call as that. */
  readonly method?: 'GET' | 'POST';
  /**
   * Templates of `https` URLs. Several: the service is parted by region, and a credential lives in one of them; they are asked in turn until one says
   * that it is active. The host is fixed, but for `parts` that stand in front of the vendor's own domain.
   */
  readonly urls: readonly string[];
  /** Templates. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Templates of user and password of HTTP basic authentication (RFC 7617). */
  readonly basic?: readonly [string, string];
  /** Templates of fields, sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as JSON; strings in it are templates. */
  readonly json?: Readonly<Record<string, string>>;
  /** Least milliseconds between the end of one request and the next to the same host, where the vendor's limit is below four a second. Default: 250. */
  readonly pauseMs?: number;
  /** The request is signed with AWS Signature Version 4 for the service STS, with `secret`, `id` and perhaps `token`. */
  readonly signed?: 'aws-sts';
  /** Slots that are cut out of the secret: a pattern with one group. The check is left out where it does not match. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Slots that other findings of the same file fill: the other half of a pair. */
  readonly beside?: Readonly<Record<string, Beside>>;
  /** What the service answers when the credential works, also when it is merely not allowed to make this call. */
  readonly active: readonly Answer[];
  /** What it answers when the credential doesn't. Whatever is neither is `unknown`. */
  readonly inactive: readonly Answer[];
  /** Where the answer says whose it is. */
  readonly identity?: Readonly<Record<string, From>>;
  /**
   * Installations of the same software that issue tokens of the same shape, and that are not asked: an inactive token may be one of theirs. Or other
   * cases in which a token that works gets the same no.
   */
  readonly elsewhere?: string;
  /** Why the secret is in the URL. Only where the vendor has no other form; such a URL is shown nowhere. */
  readonly secretInUrl?: string;
  /** The vendor's page of the call. */
  readonly source: string;
  /** Documented answers, cut to what matters. `unknown`: those that are easily taken for the one or the other. */
  readonly examples: { readonly active: readonly Example[]; readonly inactive: readonly Example[]; readonly unknown?: readonly Example[] };
}

/** Findings of one of `rules` at most `lines` lines away. */
export interface Beside {
  readonly rules: readonly string[];
  readonly lines: number;
  /** The slot may stay empty, where the value of slot `id` or the secret does not start with `neededFor`. */
  readonly optional?: true;
  readonly neededFor?: string;
}

type Scalar = string | number | boolean | null;

/** All that is given must hold. */
export interface Answer {
  readonly status: number;
  /** JSON pointer (RFC 6901; `/length` of a list is its length) to one of these values. An empty list: to anything but null. */
  readonly json?: Readonly<Record<string, readonly Scalar[]>>;
  /** The body holds one of these, whatever it is. */
  readonly text?: readonly string[];
}

/** Where to read something that may be shown. */
export type From =
  /** A string, a number, or a list of them; of a list of objects, with `each`, that field. */
  | { readonly json: string; readonly each?: string }
  | { readonly header: string }
  /** Text between two marks. */
  | { readonly after: string; readonly before: string };

export interface Example {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or what is sent as JSON. */
  readonly body: string | object;
}
