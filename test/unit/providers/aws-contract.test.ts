import { createAwsProvider } from '../../../shared/providers/aws.ts';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { AWS_LIMITS, awsSettings, withTestCredentials } from '../../support/aws.ts';
import { describeProvider } from '../../support/provider-contract.ts';

withTestCredentials();

describeProvider('aws, against the Secrets Manager on loopback', async () => {
  const fake = await startSecretsManager();
  return { provider: await createAwsProvider(awsSettings(fake.url), 20_000), ...AWS_LIMITS, close: () => fake.close() };
});
