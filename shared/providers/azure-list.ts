import type { ListPage, ListQuery, SecretMetadata } from '../model/provider.ts';
import { type AzureItem, toAzurePrefix, toItem, toMetadata } from './azure-secret.ts';
import type { AzureSession } from './azure-session.ts';
import type { Call } from './deadline.ts';
import { objectOf, textOf } from './failure.ts';

/** Azure gives no more on a page: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets */
const MAX_RESULTS = 25;
/** Pages of Azure's read for one of ours, where a prefix leaves nothing of them. */
const MAX_PAGES = 40;
/** The page token with which the deleted ones begin. */
const DELETED = 'deleted';

/** A page of names. Azure knows no prefixes: they are compared here. The token of a page is Azure's link to it, which is followed on the same vault alone. */
export const listAzure = async (session: AzureSession, query: ListQuery, call: Call): Promise<ListPage> => {
  const origin = session.originOf(query.host);
  const prefix = toAzurePrefix(query.prefix ?? '').toLowerCase();
  const maxresults = String(Math.min(Math.max(1, query.pageSize ?? MAX_RESULTS), MAX_RESULTS));
  let token = query.pageToken;
  for (let pages = 0; ; pages++) {
    const isStart = token === undefined || token === DELETED;
    const path = token === DELETED ? 'deletedsecrets' : 'secrets';
    const answer = isStart
      ? await session.ask(query.host, { method: 'GET', path, query: { maxresults } }, call)
      : await session.follow(query.host, token ?? '', call);
    const isDeleted = isStart ? token === DELETED : new URL(token ?? '').pathname.startsWith('/deletedsecrets');
    const { entries, next } = pageOf(answer.body);
    // Names are the same in upper and lower case.
    const items: SecretMetadata[] = entries
      .map((entry) => toItem(entry, origin))
      .filter(({ name }) => name.toLowerCase().startsWith(prefix))
      .map((item) => toMetadata(item));
    token = next ?? (query.includeDeleted === true && !isDeleted ? DELETED : undefined);
    if (token === undefined) return { items };
    if (items.length > 0 || pages === MAX_PAGES) return { items, nextPageToken: token };
  }
};

/** At most so many versions are looked at. */
const MAX_VERSIONS = 1000;

/** All versions of a secret, in the order in which Azure gives them; none for a secret that is not there. */
export const listVersions = async (session: AzureSession, host: string | undefined, name: string, call: Call): Promise<AzureItem[]> => {
  const versions: AzureItem[] = [];
  let answer = await session.ask(host, { method: 'GET', path: `secrets/${name}/versions`, query: { maxresults: String(MAX_RESULTS) } }, call);
  for (;;) {
    if (answer.status === 404) return versions;
    const { entries, next } = pageOf(answer.body);
    versions.push(...entries.map((entry) => toItem(entry, session.originOf(host))));
    if (next === undefined || versions.length >= MAX_VERSIONS) return versions;
    answer = await session.follow(host, next, call);
  }
};

const pageOf = (body: unknown): { readonly entries: readonly unknown[]; readonly next: string | undefined } => {
  const page = objectOf(body);
  return { entries: Array.isArray(page?.['value']) ? page['value'] : [], next: textOf(page?.['nextLink']) || undefined };
};
