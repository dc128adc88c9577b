import type { Finding } from '../model/finding.ts';
import { Secret } from '../model/secret.ts';

/** A finding as plain data, to cross from a worker thread to the main thread by structured clone. */
export type WireFinding = Omit<Finding, 'secret'> & { readonly value: string };

export const toWire = ({ secret, ...rest }: Finding): WireFinding => ({ ...rest, value: secret.reveal() });

export const fromWire = ({ value, ...rest }: WireFinding): Finding => ({ ...rest, secret: new Secret(value) });
