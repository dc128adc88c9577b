import type { SecretAddress } from '../model/reference.ts';
import { formatReference } from '../references/format.ts';
import { parseReference } from '../references/parse.ts';

/**
 * The address that a reference should name: as precise as the store tells (an ARN with its suffix), but no version of it, so that the value
 * can be replaced.
 */
export const addressOfStored = (id: string, fallback: SecretAddress): SecretAddress => {
  const { version: _, ...address } = parseReference(id, { assume: fallback.provider })?.address ?? fallback;
  return address;
};

/**
 * A reference as it is written into a file: an ARN with a key as ECS writes it, which AWS and its tools read too, everything else with its
 * scheme. Before a secret is stored its name stands for it. A vault of Azure at a host that references may not name is the usual one.
 */
export const referenceText = (address: SecretAddress, key: string | null): string => {
  const isArn = address.id.startsWith('arn:') && address.provider === 'aws';
  const pointer = key === null ? [] : [key];
  const text = formatReference(address, { pointer, syntax: isArn ? (key === null ? 'arn' : 'ecs') : 'scheme' });
  const { host, ...elsewhere } = address;
  return host !== undefined && parseReference(text) === undefined ? formatReference(elsewhere, { pointer }) : text;
};
