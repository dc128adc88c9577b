import type { SecretAddress } from '../model/reference.ts';

/** `arn:partition:secretsmanager:region:account:secret:name-suffix`; a name holds no colon. */
const ARN = /^arn:([^:]+):secretsmanager:([^:]+):([^:]+):secret:([^:]+)$/;

/** The address that an ARN of the service says. */
export const addressOfArn = (arn: string): SecretAddress => {
  const [, partition, region, account] = ARN.exec(arn) ?? [];
  return { provider: 'aws', id: arn, ...(partition && { partition }), ...(region && { region }), ...(account && { account }) };
};

/** The region to ask in; undefined for the home region. */
export const regionOf = ({ id, region }: SecretAddress): string | undefined => region ?? ARN.exec(id)?.[2];

/** Whether the service's answer is about what was asked for by name, by ARN, or by an ARN without its suffix. */
export const isAnswerTo = (id: string, arn: string, name: string): boolean => id === name || id === arn || (id.startsWith('arn:') && id === arn.slice(0, -7));
