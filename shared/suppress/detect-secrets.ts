import { AppError } from '../model/app-error.ts';
import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { sha1Hex } from '../text/digest.ts';
import type { BaselineContext } from './baseline.ts';
import { PLUGINS, typeOf } from './detect-secrets-types.ts';
import { type Parted, part } from './parted.ts';

/** One accepted secret of detect-secrets' `.secrets.baseline`. Names are theirs. */
interface DetectSecretsEntry {
  readonly type: string;
  readonly filename: string;
  /** SHA-1 of the secret, unsalted, as 40 hex characters. */
  readonly hashed_secret: string;
  readonly line_number: number;
  /** What an audit said. `true` means that it is a real leak: it stays reported. */
  readonly is_secret?: boolean;
}

export interface DetectSecretsBaseline {
  readonly entries: readonly DetectSecretsEntry[];
}

/** Whether a text is a `.secrets.baseline` and not one of ours. Looks at its beginning and for its list of results. */
export const isDetectSecretsBaseline = (text: string): boolean => /^\s*\{/.test(text) && text.includes('"plugins_used"') && text.includes('"results"');

/** Reads a `.secrets.baseline` of version 1. Damage is an error, and the message never shows the content. */
export const parseDetectSecretsBaseline = (text: string, file: string): DetectSecretsBaseline => {
  const fail = (what: string): never => {
    throw new AppError('baseline-invalid', `the detect-secrets baseline can't be read: ${file}: ${what}`, 'write it anew with `detect-secrets scan`');
  };
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return fail('not JSON');
  }
  const results = (root as { results?: unknown } | null)?.results;
  if (typeof results !== 'object' || results === null || Array.isArray(results)) return fail('`results` must be an object of files');
  const entries: DetectSecretsEntry[] = [];
  for (const [filename, list] of Object.entries(results)) {
    if (!Array.isArray(list)) return fail('`results` must hold a list for each file');
    for (const item of list as Partial<DetectSecretsEntry>[]) {
      if (typeof item !== 'object' || item === null || typeof item.hashed_secret !== 'string' || !/^[0-9a-f]{40}$/i.test(item.hashed_secret)) {
        return fail('an entry without a SHA-1 in `hashed_secret`');
      }
      entries.push({
        type: typeof item.type === 'string' ? item.type : '',
        filename: filename.replaceAll('\\', '/').replace(/^\.\//, ''),
        hashed_secret: item.hashed_secret.toLowerCase(),
        line_number: typeof item.line_number === 'number' ? item.line_number : 0,
        ...(typeof item.is_secret === 'boolean' ? { is_secret: item.is_secret } : {}),
      });
    }
  }
  return { entries };
};

/**
 * The texts that detect-secrets may have taken for the secret where we see a whole key or address: it hashes a private key's first line
 * without the dashes, and the password of an address.
 */
const hashedForms = (secret: string): string[] => {
  const header = /BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?/.exec(secret)?.[0];
  const password = /:\/\/[^\s:@/]{0,200}:([^\s@]{1,500})@/.exec(secret)?.[1];
  const unescaped = secret.includes('\\') ? secret.replace(/\\(.)/g, '$1') : undefined;
  return [secret, header, password, unescaped].filter((form) => form !== undefined).map(sha1Hex);
};

const byPlaceOf = ({ entries }: DetectSecretsBaseline): Map<string, DetectSecretsEntry> =>
  new Map(entries.map((entry) => [`${entry.hashed_secret} ${entry.filename}`, entry]));

const findEntry = (finding: Finding, byPlace: ReadonlyMap<string, DetectSecretsEntry>): DetectSecretsEntry | undefined =>
  hashedForms(finding.secret.reveal())
    .map((hash) => byPlace.get(`${hash} ${finding.origin.path}`))
    .find((found) => found !== undefined);

/** Those that an audit called no real leak, and those that no audit has seen. */
export const withoutRealLeaks = (findings: readonly Finding[], baseline: DetectSecretsBaseline): readonly Finding[] => {
  const byPlace = byPlaceOf(baseline);
  return findings.filter((finding) => findEntry(finding, byPlace)?.is_secret !== true);
};

/** Silences what their baseline accepts: the same file and secret, whatever the type and the line. */
export const applyDetectSecretsBaseline = (
  findings: readonly Finding[],
  baseline: DetectSecretsBaseline,
  { complete }: Pick<BaselineContext, 'complete'>,
): Parted & { readonly problems: readonly Problem[] } => {
  const byPlace = byPlaceOf(baseline);
  const used = new Set<DetectSecretsEntry>();
  const parted = part(findings, 'baseline', (finding) => {
    const entry = findEntry(finding, byPlace);
    if (entry === undefined) return undefined;
    used.add(entry);
    return entry.is_secret === true ? undefined : `accepted in the detect-secrets baseline${entry.is_secret === false ? ' (audited: no secret)' : ''}`;
  });
  // Many of their entries are of kinds that we don't report at all, so one count for each file is all that is worth saying.
  const unused = complete ? [...byPlace.values()].filter((entry) => !used.has(entry)) : [];
  const counts = new Map<string, number>();
  for (const { filename } of unused) counts.set(filename, (counts.get(filename) ?? 0) + 1);
  const problems = [...counts].map(
    ([path, count]): Problem => ({
      code: 'baseline-unused',
      path,
      message: `detect-secrets baseline entries that match no finding: ${count}`,
      incomplete: false,
    }),
  );
  return { ...parted, problems };
};

/** What detect-secrets would have hashed. */
const hashedSecretOf = (finding: Finding): string => {
  const [whole = '', header] = hashedForms(finding.secret.reveal());
  return typeOf(finding.ruleId) === 'Private Key' && header !== undefined ? header : whole;
};

/**
 * A `.secrets.baseline` that detect-secrets 1.5 reads, with these findings accepted. Its hashes are unsalted, because theirs are: a weak
 * password can be guessed from the file. Prefer our own baseline where both tools are not in use.
 * `generatedAt`: ISO 8601 in UTC, from the caller's clock. What an audit said of an entry in `previous` is kept.
 */
export const toDetectSecretsBaseline = (findings: readonly Finding[], generatedAt: string, previous?: DetectSecretsBaseline): string => {
  const audited = new Map<string, boolean>();
  for (const entry of previous?.entries ?? []) if (entry.is_secret !== undefined) audited.set(`${entry.hashed_secret} ${entry.filename}`, entry.is_secret);
  const results = new Map<string, Map<string, object>>();
  const sorted = [...findings].sort((a, b) => (a.origin.path < b.origin.path ? -1 : a.origin.path > b.origin.path ? 1 : a.place.startLine - b.place.startLine));
  for (const finding of sorted) {
    const filename = finding.origin.path;
    const type = typeOf(finding.ruleId);
    const hash = hashedSecretOf(finding);
    const entries = results.get(filename) ?? new Map<string, object>();
    results.set(filename, entries);
    if (entries.has(`${type} ${hash}`)) continue;
    const isSecret = audited.get(`${hash} ${filename}`);
    entries.set(`${type} ${hash}`, {
      type,
      filename,
      hashed_secret: hash,
      is_verified: false,
      line_number: finding.place.startLine,
      ...(isSecret === undefined ? {} : { is_secret: isSecret }),
    });
  }
  const file = {
    version: '1.5.0',
    plugins_used: PLUGINS.map(({ name, settings }) => ({ name, ...settings })),
    filters_used: FILTERS,
    results: Object.fromEntries([...results].map(([path, entries]) => [path, [...entries.values()]])),
    generated_at: generatedAt.replace(/\.\d+Z$/, 'Z'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};

/**
 * A `.secrets.baseline` with these findings accepted beside what it has; all else of it stays. `generatedAt` as above.
 * @throws AppError `baseline-invalid` when it is damaged, `conflict` when an audit called one of them a real leak
 */
export const addToDetectSecretsBaseline = (findings: readonly Finding[], generatedAt: string, text: string, file: string): string => {
  const known = parseDetectSecretsBaseline(text, file);
  if (withoutRealLeaks(findings, known).length < findings.length)
    throw new AppError('conflict', `its audit calls it a real leak: ${file}`, 'Audit it anew with `detect-secrets audit`, if that was wrong.');
  const fresh = applyDetectSecretsBaseline(findings, known, { complete: false }).kept;
  const added = JSON.parse(toDetectSecretsBaseline(fresh, generatedAt)) as TheirFile;
  const root = JSON.parse(text.replace(/^\uFEFF/, '')) as TheirFile;
  const results = { ...root.results };
  for (const [path, entries] of Object.entries(added.results))
    results[path] = [...(results[path] ?? []), ...entries].sort((a, b) => (a.line_number ?? 0) - (b.line_number ?? 0));
  return `${JSON.stringify({ ...root, results, generated_at: added.generated_at }, null, 2)}\n`;
};

/** What is added to of their file. */
interface TheirFile {
  readonly results: Readonly<Record<string, readonly { readonly line_number?: number }[]>>;
  readonly generated_at: string;
}

/** The filters that detect-secrets has on by default: it reads them back from the file and runs with them. */
const FILTERS: readonly object[] = [
  { path: 'detect_secrets.filters.allowlist.is_line_allowlisted' },
  { path: 'detect_secrets.filters.common.is_ignored_due_to_verification_policies', min_level: 2 },
  ...[
    'is_indirect_reference',
    'is_likely_id_string',
    'is_lock_file',
    'is_not_alphanumeric_string',
    'is_potential_uuid',
    'is_prefixed_with_dollar_sign',
    'is_sequential_string',
    'is_swagger_file',
    'is_templated_secret',
  ].map((name) => ({ path: `detect_secrets.filters.heuristic.${name}` })),
];
