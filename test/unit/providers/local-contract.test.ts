import { createLocalProvider } from '../../../shared/providers/local.ts';
import { createLocalStoreKit } from '../../support/local-store.ts';
import { describeProvider } from '../../support/provider-contract.ts';

describeProvider('local', async () => {
  const { home, remove } = createLocalStoreKit();
  return {
    provider: await createLocalProvider({ home }),
    address: (id) => ({ provider: 'local', id }),
    maxBytes: 65_536,
    badNames: ['', 'with space', 'with:colon', 'täg', 'a'.repeat(513)],
    previousStage: 'AWSPREVIOUS',
    close: remove,
  };
});
