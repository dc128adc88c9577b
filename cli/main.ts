#!/usr/bin/env -S node --
/** Entry of the command line: parses the arguments, runs one command, ends with its status. */
import { setFlagsFromString } from 'node:v8';
import { createProgram } from './program.ts';
import { runCommand } from './run.ts';

// A scan runs much code for a short time. V8 by itself would spend a third of that on optimizing it: it should wait for what runs longer,
// and inline less (2.2 instead of 3.4 seconds of processor time for 11,000 files). A V8 that does not know a flag would say so
// on standard error: the first is gone since Node 24.
const node = Number.parseInt(process.versions.node, 10);
if (node <= 22) setFlagsFromString('--interrupt-budget=600000');
if (node <= 24) setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');

/** 128 + 2, as a shell says of a program that Ctrl-C ended. Nothing is half done: files are written whole or not at all. */
process.on('SIGINT', () => {
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.exit(130);
});
// Whoever writes is told through its callback; without a listener the process would crash, with the status that means findings.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
const streams = { out: process.stdout, err: process.stderr };
process.exitCode = await runCommand(streams, () => createProgram(streams).run(process.argv.slice(2)));
