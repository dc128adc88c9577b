import { it } from '@jest/globals';
import type { VaultSettings } from '../../../shared/model/provider-settings.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createVaultProvider } from '../../../shared/providers/vault.ts';
import { VAULT_MAX_BYTES } from '../../../shared/providers/vault-value.ts';
import { startFakeVault } from '../../fakes/vault.ts';
import { describeProvider, type ProviderUnderTest } from '../../support/provider-contract.ts';
import { findVault, startVaultDev } from '../../support/vault-dev.ts';

const openTarget = async (address: string, token: string, close: () => Promise<void>): Promise<ProviderUnderTest> => {
  const settings: VaultSettings = { address, token: new Secret(token), appRoleMount: 'approle', mount: 'secret' };
  return {
    provider: await createVaultProvider(settings, 20_000),
    address: (id) => ({ provider: 'vault', id }),
    maxBytes: VAULT_MAX_BYTES,
    badNames: ['a/../b', '..', 'a//b', 'a\nb'],
    // Vault has no request tokens: the same value counts as the same request.
    tokens: false,
    close,
  };
};

describeProvider('vault, on loopback', async () => {
  const vault = await startFakeVault();
  return openTarget(vault.url, vault.rootToken, vault.close);
});

const program = findVault();
if (program === undefined) it.skip('vault, a real one: there is none on PATH or in .cache', () => {});
else
  describeProvider('vault, a real one', async () => {
    const vault = await startVaultDev(program);
    return openTarget(vault.url, vault.rootToken, vault.stop);
  });
