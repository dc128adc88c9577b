import { say } from './step.ts';

/** For actions/setup-node: the Node that runs the tests is the one there is. */
say(`node: ${process.version}`);
