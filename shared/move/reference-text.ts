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
 * scheme. Before a secret is stored its name stands for it.
 */
export const referenceText = (address: SecretAddress, key: string | null): string => {
  const isArn = address.id.startsWith('arn:') && address.provider === 'aws';
  if (key === null) return formatReference(address, { syntax: isArn ? 'arn' : 'scheme' });
  return formatReference(address, { pointer: [key], syntax: isArn ? 'ecs' : 'scheme' });
};
