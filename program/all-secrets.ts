import { AppError } from '../shared/model/app-error.ts';
import type { Provider } from '../shared/model/provider.ts';
import type { Reference } from '../shared/model/reference.ts';
import { parseReference } from '../shared/references/parse.ts';

/** A secret of a store, and the name under which a program gets it. */
export interface NamedReference {
  readonly name: string;
  readonly reference: Reference;
}

/** More than any program wants at its start; as many as the Action takes for a prefix. */
const MAX_SECRETS = 5000;

/**
 * Every secret of a store whose name starts with a prefix, page by page; those that wait for their deletion are left out.
 * @throws AppError `usage` for more than 5,000 of them
 */
export const listAll = async (provider: Provider, prefix: string): Promise<readonly NamedReference[]> => {
  const found: NamedReference[] = [];
  let pageToken: string | undefined;
  do {
    const page = await provider.list({ prefix, ...(pageToken === undefined ? {} : { pageToken }) });
    for (const { id, name } of page.items) {
      const reference = parseReference(id, { assume: provider.id });
      if (reference !== undefined) found.push({ name, reference });
    }
    if (found.length > MAX_SECRETS) throw new AppError('usage', `more than ${MAX_SECRETS} secrets start with: ${prefix}`, 'Use a longer prefix.');
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
};
