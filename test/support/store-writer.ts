/** A process that stores secrets in a local store: HOME NAME COUNT. Says each one on standard output when it is stored. */
import { Secret } from '../../shared/model/secret.ts';
import { createLocalProvider } from '../../shared/providers/local.ts';

const [home = '', name = '', count = '0'] = process.argv.slice(2);
const provider = await createLocalProvider({ home }, { lockWaitMs: 60_000 });
for (let i = 0; i < Number(count); i++) {
  await provider.create({ address: { provider: 'local', id: `${name}/${i}` }, value: new Secret(`value of ${name}/${i}`) });
  process.stdout.write(`${name}/${i}\n`);
}
