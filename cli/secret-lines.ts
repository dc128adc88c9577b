import type { Rotation, SecretMetadata } from '../shared/model/provider.ts';
import { asLine } from '../shared/text/neutralise.ts';

const dayOf = (time: string | null): string => time?.slice(0, 10) ?? '-';

/** A secret as a line of a list. Names are as long as they are, so they stand last. */
export const listLine = ({ name, changedAt, deletesAt, rotation }: SecretMetadata): string => {
  const notes = [deletesAt === null ? '' : `deleted, gone on ${dayOf(deletesAt)}`, rotation?.enabled ? `rotates ${everyText(rotation)}` : ''].filter(
    (note) => note !== '',
  );
  return asLine(`${dayOf(changedAt).padEnd(10)}  ${name}${notes.length === 0 ? '' : `  (${notes.join('; ')})`}`);
};

const everyText = ({ everyDays }: Rotation): string => (everyDays === null ? 'on a schedule' : `every ${everyDays} days`);

const rotationText = (rotation: Rotation | null): string => {
  if (rotation === null || !rotation.enabled) return 'off';
  const next = rotation.nextAt === null ? '' : `, next ${dayOf(rotation.nextAt)}`;
  return `${everyText(rotation)}, last ${dayOf(rotation.lastAt)}${next}`;
};

/** All that is known of a secret, a line for each thing that has a value. */
export const describeMetadata = (metadata: SecretMetadata): string => {
  const { tags, versions, replicas } = metadata;
  const lines: readonly (readonly [string, string | null])[] = [
    ['name', metadata.name],
    ['id', metadata.id],
    ['description', metadata.description],
    ['region', metadata.region],
    ['account', metadata.account],
    ['created', metadata.createdAt],
    ['changed', metadata.changedAt],
    ['accessed', metadata.accessedAt],
    ['deleted', metadata.deletesAt === null ? null : `gone for good on ${metadata.deletesAt}; until then: watertight secrets restore`],
    ['rotation', rotationText(metadata.rotation)],
    ['key', metadata.kmsKey],
    ['replicas', replicas.length === 0 ? null : replicas.join(', ')],
    ...Object.entries(tags).map(([key, value]) => ['tag', `${key}=${value}`] as const),
    ...versions.map(({ id, stages }) => ['version', `${id}${stages.length === 0 ? '' : `  ${stages.join(', ')}`}`] as const),
  ];
  return lines.map(([label, text]) => (text === null || text === '' ? '' : `${asLine(`${label.padEnd(12)} ${text}`)}\n`)).join('');
};
