#!/usr/bin/env node
import { Command } from 'commander';
import { scan } from './commands/scan.ts';

const program = new Command('watertight');
program
  .command('scan [paths...]')
  .option('--format <format>')
  .action(async (paths: string[]) => {
    process.exitCode = await scan(paths);
  });
await program.parseAsync();
