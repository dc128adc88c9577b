import type { LiveCheck } from '../model/live-check.ts';
import type { Secret } from '../model/secret.ts';
import { keyedHash } from '../text/digest.ts';
import { createScrubber, type Scrubber } from '../text/forms.ts';
import type { LiveRequest } from './send.ts';
import { signAws } from './sign-aws.ts';

/** The secret, and what stands beside it, by the name of the slot. */
export type Slots = Readonly<Record<string, Secret>>;

/** What may stand in a URL without being encoded, and cannot change what it means. */
const IN_PATH = /^[\w.~:/-]{1,400}$/;
const IN_HOST = /^[a-z0-9]{1,20}$/;
/** What a header takes: printable ASCII, no space at its ends. */
const IN_HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const fill = (template: string, values: Readonly<Record<string, string>>): string => template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

const fillAll = (templates: Readonly<Record<string, string>>, values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, fill(template, values)]));

/** Every slot's text, or undefined where the check does not fit: a kind that it doesn't know, or half of a pair. */
const valuesOf = (check: LiveCheck, slots: Slots): Record<string, string> | undefined => {
  const values = Object.fromEntries(Object.entries(slots).map(([name, secret]) => [name, secret.reveal()]));
  const secret = values['secret'] ?? '';
  if (check.values !== undefined && !new RegExp(`^(?:${check.values})$`).test(secret)) return undefined;
  for (const [name, { optional, neededFor }] of Object.entries(check.beside ?? {})) {
    if (values[name] !== undefined) continue;
    const needed = neededFor !== undefined && (values['id'] ?? secret).startsWith(neededFor);
    if (optional !== true || needed) return undefined;
  }
  for (const [name, pattern] of Object.entries(check.parts ?? {})) {
    const part = new RegExp(pattern).exec(secret)?.[1];
    if (part === undefined) return undefined;
    values[name] = part;
  }
  return values;
};

/** The URL of a template, or undefined where a value would change more than its own place in it. */
const urlOf = (template: string, values: Readonly<Record<string, string>>): string | undefined => {
  const [, host = '', path = ''] = /^https:\/\/([^/]+)(\/.*)$/.exec(template) ?? [];
  const fits = (text: string, allowed: RegExp): boolean => [...text.matchAll(/\{(\w+)\}/g)].every((slot) => allowed.test(values[slot[1] ?? ''] ?? ''));
  if (!fits(host, IN_HOST) || !fits(path, IN_PATH)) return undefined;
  const text = `https://${fill(host, values)}${fill(path, values)}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  // A path that climbs (`/../`) or doubles its slashes is not the one that was declared.
  return url.href === text ? text : undefined;
};

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const STS_BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/** The region that a host of STS is in; the global one answers for `us-east-1` (docs.aws.amazon.com/general/latest/gr/sts.html). */
const regionOf = (host: string): string => /^sts\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1] ?? 'us-east-1';

const requestOf = (check: LiveCheck, url: string, values: Readonly<Record<string, string>>, now: Date): LiveRequest | undefined => {
  const { method = 'GET' } = check;
  if (check.signed === 'aws-sts') {
    const { host } = new URL(url);
    const credentials = { id: values['id'] ?? '', secret: values['secret'] ?? '', ...(values['id']?.startsWith('ASIA') ? { token: values['token'] } : {}) };
    const headers = signAws({ host, region: regionOf(host), service: 'sts', body: STS_BODY }, credentials, now);
    return { method: 'POST', url, headers, body: STS_BODY };
  }
  const headers: Record<string, string> = { accept: 'application/json', ...fillAll(check.headers ?? {}, values) };
  if (check.basic !== undefined) headers['authorization'] = `Basic ${encode(`${fill(check.basic[0], values)}:${fill(check.basic[1], values)}`)}`;
  let body: string | undefined;
  if (check.form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(fillAll(check.form, values)).toString();
  } else if (check.json !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(fillAll(check.json, values));
  }
  const pause = check.pauseMs === undefined ? {} : { pauseMs: check.pauseMs };
  return { method, url, headers, ...pause, ...(body === undefined ? {} : { body }) };
};

/**
 * The requests of a check, one for each of its URLs, in the order in which they are made. Empty where the check does not fit these values. This is
 * where a live check looks at values, and the only place.
 */
export const requestsOf = (check: LiveCheck, slots: Slots, now: Date): LiveRequest[] => {
  const values = valuesOf(check, slots);
  if (values === undefined) return [];
  return check.urls.flatMap((template) => {
    const url = urlOf(template, values);
    const request = url === undefined ? undefined : requestOf(check, url, values, now);
    return request === undefined || !Object.values(request.headers).every((value) => IN_HEADER.test(value)) ? [] : [request];
  });
};

/** The same for the same check of the same values, so that each is made once. Not the values, and not for keeping. */
export const checkKeyOf = (check: LiveCheck, slots: Slots): string =>
  keyedHash(
    `watertight:check:${check.id}`,
    Object.keys(slots)
      .sort()
      .map((name) => `${name}\0${slots[name]?.reveal()}`)
      .join('\0'),
  );

/** Takes every form of these values out of a text. */
export const scrubberOf = (secrets: Iterable<Secret>): Scrubber => createScrubber([...secrets].map((secret) => secret.reveal()));
