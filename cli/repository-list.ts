import { AppError } from '../shared/model/app-error.ts';

const NAME = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** Arrays one behind the other, as `gh api --paginate` prints pages. */
const parsePages = (text: string): unknown[] => JSON.parse(`[${text.trim().replace(/\]\s*\[/g, '],[')}]`).flat(3) as unknown[];

/**
 * Names and sizes in bytes of repositories: JSON of GitHub's API (`full_name` and `size` of REST, `nameWithOwner` and `diskUsage` of GraphQL,
 * both in kilobytes), or lines `NAME BYTES`. A name becomes the folder of a clone. Throws `usage`.
 */
export const parseRepositories = (text: string, file: string): ReadonlyMap<string, number> => {
  const fail = (what: string): never => {
    throw new AppError('usage', `not a list of repositories: ${file}: ${what}`, 'Give it JSON of `gh api --paginate orgs/NAME/repos`, or lines NAME BYTES.');
  };
  const sizes = new Map<string, number>();
  const add = (name: unknown, bytes: number) => {
    if (typeof name !== 'string' || !NAME.test(name) || name.split('/').some((part) => /^\.+$/.test(part)))
      return fail('a name is missing, or none of a folder');
    if (!Number.isSafeInteger(bytes) || bytes < 0) return fail('a size is missing');
    sizes.set(name, bytes);
  };
  if (/^\s*\[/.test(text)) {
    let items: unknown[];
    try {
      items = parsePages(text);
    } catch {
      return fail('the JSON is damaged');
    }
    for (const item of items) {
      const { full_name: name, nameWithOwner, size, diskUsage } = (item ?? {}) as Readonly<Record<string, unknown>>;
      add(name ?? nameWithOwner, Number(size ?? diskUsage ?? 0) * 1024);
    }
  } else {
    for (const line of text.split(/\r?\n/)) {
      const [name = '', bytes = '0', ...more] = line.trim().split(/\s+/);
      if (name === '' || name.startsWith('#')) continue;
      if (more.length > 0) fail('a line with more than a name and a size');
      add(name, Number(bytes));
    }
  }
  return sizes.size === 0 ? fail('it is empty') : sizes;
};
