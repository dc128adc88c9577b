/** Entry of the Action's post step: the runner starts it when the job ends, with the state that the main step saved. */
import { runPost } from './post-run.ts';

process.exitCode = await runPost();
