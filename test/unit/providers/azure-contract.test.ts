import { Secret } from '../../../shared/model/secret.ts';
import { createAzureProvider } from '../../../shared/providers/azure.ts';
import { AZURE_MAX_BYTES } from '../../../shared/providers/azure-secret.ts';
import { REAL_PATIENCE } from '../../../shared/providers/http.ts';
import { startFakeAzure } from '../../fakes/azure.ts';
import { describeProvider } from '../../support/provider-contract.ts';

describeProvider('azure, on loopback', async () => {
  const azure = await startFakeAzure();
  const settings = {
    vaultUrl: azure.vault.url,
    tenantId: azure.tenantId,
    clientId: azure.clientId,
    clientSecret: new Secret(azure.clientSecret),
    authorityHost: azure.authority.url,
  };
  return {
    provider: await createAzureProvider(settings, 20_000, { patience: { ...REAL_PATIENCE, sleep: async () => {} } }),
    address: (id) => ({ provider: 'azure', id }),
    maxBytes: AZURE_MAX_BYTES,
    badNames: ['', 'a b', 'ä', 'a'.repeat(128), 'a:b', 'a/../b?x'],
    // Azure has no request tokens: the same value counts as the same request.
    tokens: false,
    close: azure.close,
  };
});
