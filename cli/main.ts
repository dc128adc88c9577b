#!/usr/bin/env node
/** Entry of the command line: parses the arguments, runs one command, ends with its status. */
import { createProgram } from './program.ts';
import { runCommand } from './run.ts';

/** 128 + 2, as a shell says of a program that Ctrl-C ended. Nothing is half done: files are written whole or not at all. */
process.on('SIGINT', () => {
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.exit(130);
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const streams = { out: process.stdout, err: process.stderr };
process.exitCode = await runCommand(streams, () => createProgram(streams).run(process.argv.slice(2)));
