// Properties run on the same random cases every time, so that a failure is seen again. By hand: FC_SEED=random, or a number that a failure named.
const { configureGlobal } = require('fast-check');

const asked = process.env.FC_SEED ?? '20261120';
if (asked !== 'random') configureGlobal({ seed: Number(asked) });
