import type { FormatId } from '../model/entry.ts';
import type { Finding, Place, Suppressed } from '../model/finding.ts';
import type { KnownHit } from '../model/known-value.ts';
import type { Problem } from '../model/problem.ts';
import type { Range } from '../model/range.ts';
import type { Confidence, Severity } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Validity } from '../model/validity.ts';
import type { ListedRule } from './rule-list.ts';
import type { ProblemOrigins, ScanResult } from './scan.ts';
import { type DigestsByLength, digestValues, type ValueDigests } from './value-digests.ts';

/** A finding as a shard's report holds it: all of it but the value. */
export type PlainFinding = Omit<Finding, 'secret'>;

/** What the report of a shard holds beyond a report, so that joined they are what one scan would have said. No values, but digests of them. */
export interface ShardNote {
  /** Of the plan. */
  readonly plan: string;
  /** From 1 on. */
  readonly index: number;
  readonly of: number;
  /** Of configuration, baseline and version: shards that were scanned under different ones can't be joined. */
  readonly settings: string;
  readonly findings: readonly PlainFinding[];
  readonly suppressed: readonly { readonly finding: PlainFinding; readonly by: Suppressed['by']; readonly why: string }[];
  readonly problems: ProblemOrigins;
  /** Of the rules that found something. */
  readonly rules: readonly ListedRule[];
  /** Of all that it found, to hide it in what other shards report. */
  readonly values: ValueDigests;
}

const toPlain = ({ secret: _, ...rest }: Finding): PlainFinding => rest;

/** `found`: also what the report leaves out. */
export const noteOf = (
  shard: Pick<ShardNote, 'plan' | 'index' | 'of' | 'settings'>,
  { findings, suppressed, origins }: Pick<ScanResult, 'findings' | 'suppressed' | 'origins'>,
  rules: readonly ListedRule[],
  found: readonly Finding[],
): ShardNote => {
  const used = new Set(findings.map(({ ruleId }) => ruleId));
  return {
    ...shard,
    findings: findings.map(toPlain),
    suppressed: suppressed.map(({ finding, by, why }) => ({ finding: toPlain(finding), by, why })),
    problems: origins,
    rules: rules.filter(({ id }) => used.has(id)),
    values: digestValues(
      shard.plan,
      found.map(({ secret }) => secret),
    ),
  };
};

/** One of the reports to join. */
export interface JoinedReport {
  /** For messages. */
  readonly file: string;
  readonly version: string;
  readonly filesScanned: number;
  readonly bytesScanned: number;
  readonly rulesLoaded: number;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Suppressed findings that are counted only. */
  readonly suppressedCount: number;
  readonly problems: ProblemOrigins;
  readonly rules: readonly ListedRule[];
  /** Absent in a report that is of no plan. */
  readonly shard?: Pick<ShardNote, 'plan' | 'index' | 'of' | 'settings' | 'values'>;
}

type Plain = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : bad('a text is missing'));
const count = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : bad('a number is missing'));
const list = (value: unknown): readonly Plain[] => (Array.isArray(value) && value.every(isObject) ? value : bad('a list is missing'));
const object = (value: unknown): Plain => (isObject(value) ? value : bad('a part is missing'));
const bad = (what: string): never => {
  throw new SyntaxError(what);
};

const placeOf = (value: Plain): Place => ({
  startLine: count(value['startLine']),
  startColumn: count(value['startColumn']),
  endLine: count(value['endLine']),
  endColumn: count(value['endColumn']),
});

const commitOf = (value: unknown): Pick<Finding['origin'], 'commit'> => {
  if (value === undefined) return {};
  const { id, author, date, order } = object(value);
  return { commit: { id: text(id), author: text(author), date: text(date), ...(order === undefined ? {} : { order: count(order) }) } };
};

const optional = (value: Plain, key: string, type: string): Plain => (typeof value[key] === type ? { [key]: value[key] } : {});

/** In a shard's finding below `log`, in a report's beside the path. */
const logOf = (origin: Plain): Pick<Finding['origin'], 'log'> => {
  const from = origin['log'] === undefined ? origin : object(origin['log']);
  const log: Plain = { ...optional(from, 'run', 'number'), ...optional(from, 'job', 'string'), ...optional(from, 'step', 'string') };
  return Object.keys(log).length === 0 ? {} : { log };
};

const knownOf = (value: Plain): Pick<Finding, 'known'> => {
  if (value['known'] === undefined) return {};
  const { name, status, version, remedy } = object(value['known']);
  return {
    known: { name: text(name), status: text(status) as KnownHit['status'], version: version === null ? null : text(version), remedy: text(remedy) },
  };
};

/** An object in a shard's finding; in a report's the state, and host and reason in one text. */
const validityOf = (value: Plain): Pick<Finding, 'validity'> => {
  const given = value['validity'];
  if (given === undefined) return {};
  const [host = '', ...rest] = isObject(given) ? [] : text(value['validityReason']).split(': ');
  const from: Plain = isObject(given) ? given : { state: given, host, why: rest.join(': '), identity: value['identity'] ?? {} };
  const labels = Object.entries(object(from['identity'])).map(([label, said]) => [label, text(said)] as const);
  const validity = { host: text(from['host']), why: text(from['why']), identity: Object.fromEntries(labels) };
  return { validity: { state: text(from['state']) as Validity['state'], ...validity } };
};

/** What both kinds of findings have: those of a report, and those of a shard. */
const findingOf = (value: Plain, origin: Plain, place: Place, more: Pick<Finding, 'range' | 'excerpt' | 'related'>): Finding => ({
  ruleId: text(value['ruleId']),
  title: text(value['title']),
  origin: { path: text(origin['path']), ...optional(origin, 'tracked', 'boolean'), ...commitOf(origin['commit']), ...logOf(origin) },
  format: text(value['format']) as FormatId,
  key: value['key'] === null ? null : text(value['key']),
  secret: new Secret(''),
  place,
  redacted: text(value['redacted']),
  fingerprint: text(value['fingerprint']),
  severity: text(value['severity']) as Severity,
  confidence: text(value['confidence']) as Confidence,
  reasons: Array.isArray(value['reasons']) ? value['reasons'].map(text) : [],
  ...optional(value, 'since', 'string'),
  ...optional(value, 'moved', 'boolean'),
  ...knownOf(value),
  ...validityOf(value),
  ...more,
});

const fromShard = (value: Plain): Finding => {
  const range = object(value['range']);
  const found: Range = { start: count(range['start']), end: count(range['end']) };
  return findingOf(value, object(value['origin']), placeOf(object(value['place'])), {
    range: found,
    excerpt: text(value['excerpt']),
    related: list(value['related']).map(placeOf),
  });
};

/** Larger than any line, so that lines and columns order as offsets do. */
const LINE = 2 ** 26;

const fromReport = (value: Plain): Finding => {
  const place = placeOf(value);
  const range = { start: place.startLine * LINE + place.startColumn, end: place.endLine * LINE + place.endColumn };
  return findingOf(value, value, place, { range, excerpt: '', related: [] });
};

/** Codes of problems that leave nothing out. A report does not say it of each; whatever else it says makes it incomplete. */
const HARMLESS = [
  'baseline-expired',
  'baseline-unused',
  'config-ignored',
  'known-value-left-out',
  'not-active',
  'symlink-outside',
  'parse-error',
  'encoding-lossy',
];

const problemOf = (value: Plain): Problem => {
  const code = text(value['code']);
  const incomplete = typeof value['incomplete'] === 'boolean' ? value['incomplete'] : !HARMLESS.includes(code);
  return { code: code as Problem['code'], path: text(value['path']), message: text(value['message']), incomplete };
};

const ruleOf = (value: Plain): ListedRule => ({
  id: text(value['id']),
  title: text(value['title']),
  severity: text(value['severity']) as Severity,
  ...optional(value, 'source', 'string'),
  ...optional(value, 'rotate', 'string'),
});

const digestsOf = (value: Plain): DigestsByLength =>
  Object.fromEntries(
    Object.entries(value).map(([length, digests]) => {
      if (!/^[1-9]\d{0,2}$/.test(length) || !Array.isArray(digests)) return bad('digests are missing');
      return [length, digests.map(text)];
    }),
  );

const valuesOf = (value: Plain): ValueDigests => ({ solid: digestsOf(object(value['solid'])), spaced: digestsOf(object(value['spaced'])) });

const readShard = (value: Plain): Pick<JoinedReport, 'findings' | 'suppressed' | 'problems' | 'rules' | 'shard'> => {
  const problems = object(value['problems']);
  const of = (key: string): Problem[] => list(problems[key]).map(problemOf);
  return {
    findings: list(value['findings']).map(fromShard),
    suppressed: list(value['suppressed']).map((each) => ({
      finding: fromShard(object(each['finding'])),
      by: text(each['by']) as Suppressed['by'],
      why: text(each['why']),
    })),
    problems: { config: of('config'), listed: of('listed'), scanned: of('scanned'), silenced: of('silenced') },
    rules: list(value['rules']).map(ruleOf),
    shard: {
      plan: text(value['plan']),
      index: count(value['index']),
      of: count(value['of']),
      settings: text(value['settings']),
      values: valuesOf(object(value['values'])),
    },
  };
};

/** Reads a JSON report, of a shard or of a whole scan. Throws `SyntaxError` with what is wrong; the message holds nothing of the text. */
export const parseReport = (json: string, file: string): JoinedReport => {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return bad('it is not JSON');
  }
  const report = object(root);
  if (report['schemaVersion'] !== 1) bad('it is no report of watertight, or of another version of it');
  const summary = object(report['summary']);
  const findings = list(report['findings']);
  const problems = list(report['problems']);
  const parts =
    report['shard'] === undefined
      ? {
          findings: findings.map(fromReport),
          suppressed: [],
          problems: { config: [], listed: [], scanned: problems.map(problemOf), silenced: [] },
          rules: [],
        }
      : readShard(object(report['shard']));
  if (parts.findings.length !== findings.length || count(summary['findings']) !== findings.length) bad('its findings are not all there');
  const suppressed = count(summary['suppressed']);
  if (parts.shard !== undefined && parts.suppressed.length !== suppressed) bad('its suppressed findings are not all there');
  return {
    ...parts,
    file,
    version: text(object(report['tool'])['version']),
    filesScanned: count(summary['filesScanned']),
    bytesScanned: count(summary['bytesScanned']),
    rulesLoaded: count(summary['rulesLoaded']),
    suppressedCount: suppressed - parts.suppressed.length,
  };
};
