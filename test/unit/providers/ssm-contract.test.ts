import { createSsmProvider } from '../../../shared/providers/ssm.ts';
import { SSM_MAX_BYTES } from '../../../shared/providers/ssm-write.ts';
import { startFakeSsm } from '../../fakes/ssm.ts';
import { awsSettings, withTestCredentials } from '../../support/aws.ts';
import { describeWithMoto, startMoto } from '../../support/moto.ts';
import { describeProvider, type ProviderUnderTest } from '../../support/provider-contract.ts';

withTestCredentials();

/** What the contract must know of Parameter Store. */
const LIMITS = {
  address: (name) => ({ provider: 'ssm', id: name }),
  maxBytes: SSM_MAX_BYTES,
  badNames: [
    '',
    'with space',
    'with:colon',
    'täg',
    'a'.repeat(1100),
    '/aws/mine',
    'ssm-x',
    'a//b',
    '/a/'.repeat(20),
    'arn:aws:ssm:eu-west-1:111122223333:parameter/new',
  ],
  refusedValues: ['text that looks like a template'],
  binary: false,
  waits: false,
  // Parameter Store has no request tokens: the same value counts as the same request.
  tokens: false,
} as const satisfies Partial<ProviderUnderTest>;

describeProvider('ssm, against the Parameter Store on loopback', async () => {
  const fake = await startFakeSsm();
  return { provider: await createSsmProvider(awsSettings(fake.url), 20_000), ...LIMITS, close: () => fake.close() };
});

describeWithMoto('ssm, against moto', () => {
  describeProvider('ssm, against moto', async () => {
    const moto = await startMoto();
    return { provider: await createSsmProvider(awsSettings(moto.url), 20_000), ...LIMITS, pages: false, close: () => moto.close() };
  });
});
