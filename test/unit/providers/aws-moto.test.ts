import { createAwsProvider } from '../../../shared/providers/aws.ts';
import { AWS_LIMITS, awsSettings, withTestCredentials } from '../../support/aws.ts';
import { describeWithMoto, startMoto } from '../../support/moto.ts';
import { describeProvider } from '../../support/provider-contract.ts';

withTestCredentials();

describeWithMoto('Secrets Manager of moto', () => {
  describeProvider('aws, against moto', async () => {
    const moto = await startMoto();
    return { provider: await createAwsProvider(awsSettings(moto.url), 20_000), ...AWS_LIMITS, rotation: null, close: moto.close };
  });
});
