import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../../shared/model/app-error.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { createLocalProvider } from '../../../shared/providers/local.ts';
import { parseReference } from '../../../shared/references/parse.ts';
import { selectValue } from '../../../shared/references/select-value.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type FakeSecretsManager, startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runCliAsync } from '../../support/cli.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';
import { ROOT } from '../../support/source-files.ts';

/** How many moves are killed, and how many at a time. */
const LOCAL_KILLS = 60;
const AWS_KILLS = 40;
const AT_ONCE = 4;

const VALUES = { DB_PASSWORD: sample('{{lower:7}}-{{alnum:6}}', 51), STRIPE_KEY: sample('sk_live_{{alnum:24}}', 52) } as const;
/** One file that is rewritten; two of them, of which one holds the values; one, and another that is made. */
const SCENARIOS: readonly Readonly<Record<string, string>>[] = [
  { '.env': `# settings\nDB_PASSWORD=${VALUES.DB_PASSWORD} # keep\nSTRIPE_KEY='${VALUES.STRIPE_KEY}'\n` },
  {
    '.env': 'PORT=3000\n',
    'compose.yml': `services:\n  api:\n    image: api\n    environment:\n      DB_PASSWORD: ${VALUES.DB_PASSWORD}\n      STRIPE_KEY: ${VALUES.STRIPE_KEY}\n`,
  },
  {
    'compose.yml': `services:\n  api:\n    image: api\n    environment:\n      - DB_PASSWORD=${VALUES.DB_PASSWORD}\n      - STRIPE_KEY=${VALUES.STRIPE_KEY}\n`,
  },
];
const FORMS = Object.values(VALUES).flatMap(formsOf);

interface Place {
  readonly box: Sandbox;
  readonly home: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Its files before. */
  readonly files: Readonly<Record<string, string>>;
}

const createPlace = (files: Place['files'], args: readonly string[], env: Readonly<Record<string, string>> = {}): Place => {
  const box = createSandbox();
  const home = createSandbox();
  box.write({ 'package.json': '{"name":"shop"}', ...files });
  return { box, home, env: { ...env, WATERTIGHT_HOME: home.folder }, args, files };
};

const removePlace = ({ box, home }: Place): void => {
  box.remove();
  home.remove();
};

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Starts a move and kills it when `isTime` says so, which is asked all the time; gives whether it was alive until then. */
const moveAndKill = async ({ box, env, args }: Place, isTime: () => boolean): Promise<boolean> => {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'move', '--yes', ...args], {
    cwd: box.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: box.folder, ...env },
    stdio: 'ignore',
  });
  let killed = false;
  const timer = setInterval(() => {
    if (!killed && isTime()) killed = child.kill('SIGKILL');
  }, 1);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return killed;
};

type Read = (name: string) => Promise<string | null>;

/** What is stored for the file's references, or at all; null where nothing is. */
const storedValues = async (read: Read): Promise<Readonly<Record<string, string>> | null> => {
  const text = await read('shop/development/app');
  return text === null ? null : (JSON.parse(text) as Readonly<Record<string, string>>);
};

/** What the files say now, those that were made too; temporary ones are no part of it. */
const textsOf = ({ box }: Place): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(box.folder)
      .filter((name) => name !== 'package.json' && !name.endsWith('.watertight-tmp'))
      .map((name) => [name, readFileSync(join(box.folder, name), 'utf8')] as const),
  );

/** In the files or in the store, at any moment; and never in the journal. */
const checkKilled = async (place: Place, read: Read): Promise<void> => {
  const texts = Object.values(textsOf(place)).join('');
  const missing = Object.values(VALUES).filter((value) => !texts.includes(value));
  if (missing.length > 0) expect(await storedValues(read)).toEqual(VALUES);
  const moves = join(place.home.folder, 'moves');
  for (const name of namesIn(moves)) {
    const journal = readFileSync(join(moves, name), 'utf8');
    expect(FORMS.filter((form) => journal.includes(form))).toEqual([]);
  }
};

/** Either as before and nothing stored, or moved and all of it there. Nothing is left over. */
const checkSettled = async (place: Place, read: Read, mayBeUndone: boolean): Promise<'moved' | 'as before'> => {
  const { box, home, files } = place;
  const texts = textsOf(place);
  const stored = await storedValues(read);
  expect(readdirSync(box.folder).filter((name) => !/^(?:\.env|compose\.yml|package\.json)$/.test(name))).toEqual([]);
  expect(namesIn(join(home.folder, 'moves'))).toEqual([]);
  if (mayBeUndone && JSON.stringify(texts) === JSON.stringify(files)) {
    expect(stored).toBeNull();
    return 'as before';
  }
  expect(stored).toEqual(VALUES);
  const all = Object.values(texts).join('');
  expect(FORMS.filter((form) => all.includes(form))).toEqual([]);
  for (const [key, value] of Object.entries(VALUES)) {
    const written = new RegExp(`^${key}=["']?([^"'#\\s]+(?:#\\w+)?)`, 'm').exec(texts['.env'] ?? '')?.[1] ?? '';
    const reference = parseReference(written)!;
    expect(reference.pointer).toEqual([key]);
    const whole = await read(reference.address.id);
    expect(selectValue(new Secret(whole ?? ''), reference.pointer).equals(new Secret(value))).toBe(true);
  }
  for (const [name, text] of Object.entries(files))
    expect(texts[name]?.split('\n')).toHaveLength(text.split('\n').length + (name === '.env' && text.includes('PORT') ? 2 : 0));
  return 'moved';
};

/** Runs `one` for 0 to `count - 1`, a few at a time. */
const forEach = async (count: number, one: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** A second run; every other one only settles what is open. */
const rerun = async ({ box, env, args }: Place, settleOnly: boolean): Promise<void> => {
  const { status, stderr } = await runCliAsync(box.folder, ['move', ...(settleOnly ? [] : ['--yes']), ...args], { env });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^(?:(?:finished|undid) a move of (?:\.env|compose\.yml) .*\n)?(?:watertight: nothing was changed\..*\n)?$/),
  });
};

const localReader =
  ({ home }: Place): Read =>
  async (name) => {
    const provider = await createLocalProvider({ home: home.folder });
    try {
      return (await provider.get({ provider: 'local', id: name })).secret.reveal();
    } catch (error) {
      if (error instanceof AppError && error.code === 'secret-missing') return null;
      throw error;
    }
  };

/** The phase that journals tell, or what else was there. */
const phasesIn = ({ home }: Place): string[] => {
  const moves = join(home.folder, 'moves');
  return namesIn(moves).map((name) => /"phase":"(\w+)"/.exec(readFileSync(join(moves, name), 'utf8'))?.[1] ?? name.replace(/^.*\./, ''));
};

describe('a move that is killed', () => {
  it(`to the local store, at ${LOCAL_KILLS} points`, async () => {
    const phases = new Set<string>();
    const results: string[] = [];
    let killed = 0;
    await forEach(LOCAL_KILLS, async (index) => {
      const place = createPlace(SCENARIOS[index % SCENARIOS.length]!, ['--local']);
      try {
        const moves = join(place.home.folder, 'moves');
        // A quarter at any time; the others some time after the first trace, since all the work is done within a tenth of a second.
        const started = performance.now();
        const uniform = index % 4 === 0 ? Math.random() * 700 : undefined;
        const delay = Math.random() * 160;
        let trace: number | undefined;
        const isTime = (): boolean => {
          const now = performance.now();
          if (uniform !== undefined) return now - started >= uniform;
          if (trace === undefined && namesIn(moves).some((name) => /\.(?:tmp|json)$/.test(name))) trace = now;
          return trace !== undefined && now - trace >= delay;
        };
        if (await moveAndKill(place, isTime)) killed += 1;
        for (const phase of phasesIn(place)) phases.add(phase);
        await checkKilled(place, localReader(place));
        // Whoever settles may be killed too.
        const again = performance.now() + 150 + Math.random() * 250;
        if (index % 5 === 0) await moveAndKill(place, () => performance.now() >= again);
        await checkKilled(place, localReader(place));
        await rerun(place, index % 2 === 0);
        results.push(await checkSettled(place, localReader(place), index % 2 === 0));
      } finally {
        removePlace(place);
      }
    });
    expect(killed).toBeGreaterThan(LOCAL_KILLS / 4);
    expect(results.filter((result) => result === 'moved').length).toBeGreaterThan(LOCAL_KILLS / 4);
    expect(phases.has('storing')).toBe(true);
  });

  it(`to AWS, at ${AWS_KILLS} points: before, while and after the service does what it is asked`, async () => {
    const phases = new Set<string>();
    const results = new Set<string>();
    await forEach(AWS_KILLS, async (index) => {
      let handled = 0;
      const onRequest = (): void => {
        handled += 1;
      };
      const fake: FakeSecretsManager = await startSecretsManager({ onRequest });
      const env = { AWS_ENDPOINT_URL_SECRETS_MANAGER: fake.url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
      const place = createPlace(SCENARIOS[Math.floor(index / 15) % SCENARIOS.length]!, [], env);
      try {
        const read: Read = async (name) => fake.valueOf(name);
        // Asked of a move: is it there (two requests), make it, read it back, resolve it.
        const nth = 1 + (index % 5);
        const kind = (['under way', 'handled', 'later'] as const)[Math.floor(index / 5) % 3]!;
        if (kind === 'under way') fake.fault({ kind: 'slow', delayMs: 150 });
        let left = index;
        const isTime = (): boolean => {
          if (kind === 'under way') return fake.requests.length >= nth;
          return handled >= nth && (kind === 'handled' || left-- <= 0);
        };
        await moveAndKill(place, isTime);
        for (const phase of phasesIn(place)) phases.add(phase);
        fake.heal();
        await checkKilled(place, read);
        await rerun(place, index % 2 === 0);
        // What was under way when the process was killed is done only now.
        if (kind === 'under way') await new Promise((resolve) => setTimeout(resolve, 200));
        results.add(await checkSettled(place, read, index % 2 === 0));
        expect(fake.names().length).toBeLessThanOrEqual(1);
      } finally {
        await fake.close();
        removePlace(place);
      }
    });
    expect([...results].sort()).toEqual(['as before', 'moved']);
    expect([...phases]).toEqual(expect.arrayContaining(['storing', 'rewriting']));
  });
});
