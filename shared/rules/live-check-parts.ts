import type { Answer, Example } from '../model/live-check.ts';

/** The commonest shapes of live checks. */
export const BEARER = { authorization: 'Bearer {secret}' } as const;

/** An answer whose JSON holds something at each pointer. */
export const has = (...pointers: readonly string[]): Answer => ({ status: 200, json: Object.fromEntries(pointers.map((pointer) => [pointer, []])) });

/** RFC 9110: the credentials are missing or not valid. Used where the vendor documents just that. */
export const UNAUTHORIZED: readonly Answer[] = [{ status: 401 }];

export const ok = (body: string | object, headers?: Readonly<Record<string, string>>): Example => ({
  status: 200,
  body,
  ...(headers === undefined ? {} : { headers }),
});
export const no = (status: number, body: string | object): Example => ({ status, body });
