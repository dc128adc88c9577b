#!/usr/bin/env node
/** Entry of the command line: parses the arguments, runs one command, ends with its status. */
import { createProgram } from './program.ts';
import { runCommand } from './run.ts';

process.on('SIGINT', () => process.exit(130));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const streams = { out: process.stdout, err: process.stderr };
process.exitCode = await runCommand(streams, () => createProgram(streams).run(process.argv.slice(2)));
