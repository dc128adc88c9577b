/** Entry of the Action: the runner starts it with the inputs and the event in the environment. */
import { run } from './run.ts';

process.exitCode = await run();
