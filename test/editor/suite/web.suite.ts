import { commands, languages, workspace } from 'vscode';

/** Runs in a host without Node, so without Mocha: each test by its name. */
const password = ['hunter', '2', 'hunter', '2'].join('');

const until = async (what: string, test: () => boolean): Promise<void> => {
  for (let tries = 0; !test(); tries++) {
    if (tries > 400) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
};
const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const TESTS: Readonly<Record<string, () => Promise<void>>> = {
  'has no Node': async () => check((globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === undefined, 'this is Node'),
  'marks the exact value': async () => {
    const document = await workspace.openTextDocument({ language: 'dotenv', content: `A=1\nDB_PASSWORD=${password}\n` });
    await until('a problem', () => languages.getDiagnostics(document.uri).length === 1);
    const problem = languages.getDiagnostics(document.uri)[0];
    check(problem !== undefined && document.getText(problem.range) === password, 'the range is the value');
  },
  'has no commands that need a disk': async () => {
    const known = await commands.getCommands(true);
    check(known.includes('watertight.explain') && !known.includes('watertight.scanWorkspace'), 'commands');
  },
};

export const run = async (): Promise<void> => {
  let failed = 0;
  for (const [name, test] of Object.entries(TESTS)) {
    try {
      await test();
      console.log(`    ✔ ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`    ✖ ${name}: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
  console.log(`${Object.keys(TESTS).length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} failed`);
};
