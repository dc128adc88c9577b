import type { Range } from '../model/range.ts';
import type { Reference, ReferenceRanges, ReferenceSyntax, SecretAddress, VersionChoice } from '../model/reference.ts';
import { type Arn, isWordLike, parseArn, splitSuffix } from './arn.ts';
import { percentDecode } from './pointer.ts';
import { splitFragment, splitTail } from './tail.ts';

/** A reference but for its text. */
export type Parsed = Omit<Reference, 'text'>;

/** Where and which a version is. */
interface Version {
  readonly version: VersionChoice;
  readonly ranges: { readonly stage?: Range; readonly versionId?: Range };
}

const NO_VERSION: Version = { version: {}, ranges: {} };

/** Text that can be a name: no white space, nothing that ends a word in code, markup or a shell. What a store allows is the lint's to say. */
const NAME = /^[^\s"'`<>{}|\\^$;,:#?]+$/;

/** `name@AWSPREVIOUS` and `name@@version-id`. Names may hold `@`, so that a label counts in capitals only, or behind a random suffix. */
const SHORTHAND = /^(.+?)(?:@@([A-Za-z0-9-]{1,64})|@([A-Z][A-Z0-9_]{1,63}))$/s;
const BEHIND_SUFFIX = /^(.+-[A-Za-z0-9]{6})@([A-Za-z][\w+.=/-]{0,255})$/s;

const takeShorthand = (body: string, start: number, isArn: boolean): { readonly name: string } & Version => {
  const match = SHORTHAND.exec(body);
  const behind = match === null && isArn ? BEHIND_SUFFIX.exec(body) : null;
  const name = match?.[1] ?? behind?.[1];
  // `user@example-AbCdEf` is a name with a suffix, `name-AbCdEf@blue` a name with a label.
  if (name === undefined || (behind !== null && splitSuffix(behind[2]!) !== undefined)) return { name: body, ...NO_VERSION };
  const id = match?.[2];
  const stage = match?.[3] ?? behind?.[2];
  const range = { start: start + name.length + (id === undefined ? 1 : 2), end: start + body.length };
  return { name, version: id === undefined ? { stage: stage! } : { id }, ranges: id === undefined ? { stage: range } : { versionId: range } };
};

/** The shorthands may also stand behind the pointer: `name#key@AWSPREVIOUS`. */
const BEHIND_POINTER = /^([^#]*#.*)@(?:@([A-Za-z0-9-]{32,64})|(AWSCURRENT|AWSPREVIOUS|AWSPENDING))$/s;

/** The name, its version and its pointer, without colons: `name[@stage|@@id][#pointer]`. */
const parseShort = (text: string, start: number, isArn: boolean) => {
  const late = BEHIND_POINTER.exec(text);
  const fragment = splitFragment(late?.[1] ?? text, start);
  if (fragment === undefined) return undefined;
  const short = takeShorthand(fragment.body, start, isArn);
  if (late === null) return { ...fragment, ...short };
  if (short.name !== fragment.body) return undefined;
  const [, before = '', id, stage] = late;
  const range = { start: start + before.length + (id === undefined ? 1 : 2), end: start + text.length };
  return { ...fragment, ...short, version: id === undefined ? { stage: stage! } : { id }, ranges: id === undefined ? { stage: range } : { versionId: range } };
};

/** ECS `name:json-key:version-stage:version-id`; names hold no colon. A pointer into the key's value may follow. */
const ECS = /^([^:#]+):([^:]*)(?::([^:#]*))?(?::([^:#]*))?(?:#(.*))?$/s;

const parseColons = (text: string, start: number) => {
  const match = ECS.exec(text);
  if (match === null) return undefined;
  const [, name = '', key = '', stage = '', id = '', rest] = match;
  const keyStart = start + name.length + 1;
  const stageStart = keyStart + key.length + 1;
  const idStart = stageStart + stage.length + 1;
  const fragment = splitFragment(rest === undefined ? '' : `#${rest}`, start + text.length - (rest?.length ?? 0) - 1);
  if (fragment === undefined) return undefined;
  const keyRange = key === '' ? fragment.pointerRange : { start: keyStart, end: rest === undefined ? keyStart + key.length : start + text.length };
  return {
    name,
    pointer: key === '' ? fragment.pointer : [key, ...fragment.pointer],
    ...(keyRange && { pointerRange: keyRange }),
    version: { ...(stage !== '' && { stage }), ...(id !== '' && { id }) },
    ranges: {
      ...(stage !== '' && { stage: { start: stageStart, end: stageStart + stage.length } }),
      ...(id !== '' && { versionId: { start: idStart, end: idStart + id.length } }),
    },
  };
};

interface Assembly {
  readonly syntax: ReferenceSyntax;
  readonly address: Omit<SecretAddress, 'version'>;
  readonly name: string;
  readonly pointer: readonly string[];
  readonly pointerRange?: Range;
  readonly version: VersionChoice;
  readonly ranges: ReferenceRanges;
}

const assemble = ({ syntax, address, name, pointer, pointerRange, version, ranges }: Assembly): Parsed => ({
  syntax,
  address: { ...address, ...((version.stage !== undefined || version.id !== undefined) && { version }) },
  name,
  pointer,
  ranges: { ...ranges, ...(pointerRange && { pointer: pointerRange }) },
});

const placeOf = ({ partition, region, account }: Arn) => ({
  ...(partition !== '' && { partition }),
  ...(region !== '' && { region }),
  ...(account !== '' && { account }),
});

/** A secret's ARN, full or partial, with anything behind it. */
const parseSecretArn = (text: string, arn: Arn): Parsed | undefined => {
  const rest = text.slice(arn.nameStart);
  const isEcs = /^[^#]*?:/.test(rest);
  const parts = isEcs ? parseColons(rest, arn.nameStart) : parseShort(rest, arn.nameStart, true);
  if (parts === undefined || !NAME.test(parts.name)) return undefined;
  const split = splitSuffix(parts.name);
  const suffix = split !== undefined && !isWordLike(split.suffix) ? split : undefined;
  const nameEnd = arn.nameStart + (suffix?.name ?? parts.name).length;
  return assemble({
    ...parts,
    syntax: isEcs ? 'ecs' : 'arn',
    address: { provider: 'aws', id: text.slice(0, arn.nameStart + parts.name.length), ...placeOf(arn) },
    name: suffix?.name ?? parts.name,
    ranges: {
      ...arn.ranges,
      ...parts.ranges,
      name: { start: arn.nameStart, end: nameEnd },
      ...(suffix && { suffix: { start: nameEnd + 1, end: nameEnd + 7 } }),
    },
  });
};

/** SSM's own selector: `name:3` is a version, `name:label` a label (https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html). */
const SELECTOR = /^([^:]+)(?::([\w.-]{1,100}))?$/s;

const takeSelector = (body: string, start: number): ({ readonly name: string } & Version) | undefined => {
  const short = takeShorthand(body, start, false);
  if (short.name !== body) return short;
  const [, name, selector] = SELECTOR.exec(body) ?? [];
  if (name === undefined) return undefined;
  if (selector === undefined) return { name, ...NO_VERSION };
  const range = { start: start + name.length + 1, end: start + body.length };
  return /^\d+$/.test(selector)
    ? { name, version: { id: selector }, ranges: { versionId: range } }
    : { name, version: { stage: selector }, ranges: { stage: range } };
};

const parseParameterArn = (text: string, arn: Arn): Parsed | undefined => {
  const fragment = splitFragment(text.slice(arn.nameStart), arn.nameStart);
  const parts = fragment && takeSelector(fragment.body, arn.nameStart);
  if (fragment === undefined || parts === undefined || !NAME.test(parts.name) || parts.name.length < 2) return undefined;
  // The ARN of `/a/b` ends in `parameter/a/b`, that of `a` in `parameter/a`.
  const isPath = parts.name.includes('/', 1);
  const end = arn.nameStart + parts.name.length;
  return assemble({
    ...fragment,
    ...parts,
    syntax: 'ssm-arn',
    address: { provider: 'ssm', id: text.slice(0, end), ...placeOf(arn) },
    name: isPath ? parts.name : parts.name.slice(1),
    ranges: { ...arn.ranges, ...parts.ranges, name: { start: arn.nameStart + (isPath ? 0 : 1), end } },
  });
};

/** An ARN of Secrets Manager or of Parameter Store. */
export const parseAwsArn = (text: string): Parsed | undefined => {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  return arn.service === 'ssm' ? parseParameterArn(text, arn) : parseSecretArn(text, arn);
};

/** What follows `aws-sm://` or `ssm:`; `isSlashed`: `ssm://`. */
export const parseAwsUri = (provider: 'aws' | 'ssm', text: string, start: number, isSlashed = false): Parsed | undefined => {
  const tail = splitTail(text, start, ['region', 'stage', 'version']);
  if (tail === undefined) return undefined;
  const parts = provider === 'ssm' ? takeSelector(tail.body, start) : takeShorthand(tail.body, start, false);
  const written = parts && percentDecode(parts.name);
  if (parts === undefined || written === undefined || written === '' || !NAME.test(parts.name)) return undefined;
  // `ssm://prod/db`: a parameter in a path always starts with a slash.
  const name = isSlashed && written.includes('/') && !written.startsWith('/') ? `/${written}` : written;
  const stage = tail.query.get('stage');
  const id = tail.query.get('version');
  const region = tail.query.get('region');
  return assemble({
    ...tail,
    syntax: 'scheme',
    address: { provider, id: name, ...(region && { region: region.text }) },
    name,
    version: { ...parts.version, ...(stage && { stage: stage.text }), ...(id && { id: id.text }) },
    ranges: {
      ...parts.ranges,
      name: { start, end: start + parts.name.length },
      ...(region && { region: region.range }),
      ...(stage && { stage: stage.range }),
      ...(id && { versionId: id.range }),
    },
  });
};

/** A bare name that is assumed to be one of Secrets Manager or Parameter Store. */
export const parseAwsName = (provider: 'aws' | 'ssm', text: string): Parsed | undefined => {
  const fragment = provider === 'ssm' ? splitFragment(text, 0) : undefined;
  const selected = fragment && takeSelector(fragment.body, 0);
  // Three colons: ECS's fields. Fewer could be anything.
  const secret = /^[^:#]+:[^:/][^:]*:[^:]*:[^:]*$|^[^:#]+::[^:]*:[^:]*$/.test(text) ? parseColons(text, 0) : parseShort(text, 0, false);
  const parts = provider === 'ssm' ? selected && { ...fragment, ...selected } : secret;
  if (parts === undefined || !NAME.test(parts.name)) return undefined;
  const { name } = parts;
  return assemble({ ...parts, syntax: 'name', address: { provider, id: name }, name, ranges: { ...parts.ranges, name: { start: 0, end: name.length } } });
};
