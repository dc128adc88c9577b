import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../shared/config/settings.ts';
import type { Provider } from '../../../shared/model/provider.ts';
import { Secret } from '../../../shared/model/secret.ts';
import { applyPlan } from '../../../shared/move/apply.ts';
import type { MoveContext } from '../../../shared/move/context.ts';
import type { MoveWishes } from '../../../shared/move/file-plan.ts';
import { createJournals, type Journals, type MoveJournal } from '../../../shared/move/journal.ts';
import { planMove } from '../../../shared/move/plan.ts';
import { settle } from '../../../shared/move/recover.ts';
import { createScanText, type ScanSettings } from '../../../shared/move/scan-text.ts';
import { settleAll } from '../../../shared/move/settle-all.ts';
import { createLocalProvider } from '../../../shared/providers/local.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { KNOWN_RULES } from '../../../shared/scan/rule-list.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const password = sample('{{lower:7}}-{{alnum:6}}', 91);
const BEFORE = `DB_PASSWORD=${password}\nPORT=1\n`;
const AFTER = 'DB_PASSWORD="local://acme/development/app#DB_PASSWORD"\nPORT=1\n';
const NAME = 'acme/development/app';

describe('settling a move that was interrupted', () => {
  let box: Sandbox;
  let home: Sandbox;
  let provider: Provider;
  let context: MoveContext;
  /** As the move wrote them, one for each phase. */
  let journals: MoveJournal[];

  const file = (): string => join(box.folder, '.env');
  const text = (): string => readFileSync(file(), 'utf8');
  const stored = (): Promise<string | null> =>
    provider.get({ provider: 'local', id: NAME }).then(
      ({ secret }) => secret.reveal(),
      () => null,
    );

  /** The world, and a move that went through, of which the journals are kept. */
  beforeEach(async () => {
    box = createSandbox();
    home = createSandbox();
    box.write({ '.env': BEFORE });
    provider = await createLocalProvider({ home: home.folder });
    journals = [];
    const root = realpathSync(box.folder);
    const settings: ScanSettings = {
      cwd: root,
      env: {},
      config: loadSettings({ root, config: false, baseline: false }, KNOWN_RULES).config,
      today: '2026-01-01',
    };
    const real = createJournals(join(home.folder, 'moves'));
    const kept: Journals = {
      ...real,
      write: async (journal) => {
        journals.push(journal);
        await real.write(journal);
      },
    };
    const scanText = createScanText(settings);
    context = { root, provider, open: async () => provider, journals: kept, scanText, wait: async () => {} };
    const wishes: MoveWishes = { provider: 'local', prefix: 'acme', onePerKey: false, update: false, force: false };
    const plan = await planMove({ places: [], settings, tree: { threads: 1 }, wishes, scanText, provider });
    await applyPlan(plan.files[0]!, wishes, context);
    expect({ text: text(), phases: journals.map(({ phase }) => phase) }).toEqual({ text: AFTER, phases: ['storing', 'rewriting'] });
  });
  afterEach(() => {
    box.remove();
    home.remove();
  });

  const forget = (): Promise<string> => provider.delete({ provider: 'local', id: NAME }, { recoveryDays: 0 });
  const open = async (phase: MoveJournal['phase']): Promise<MoveJournal> => {
    const journal = { ...journals[phase === 'storing' ? 0 : 1]!, phase };
    await context.journals.write(journal);
    return journal;
  };
  const isOpen = ({ id }: MoveJournal): Promise<boolean> => context.journals.has(id);

  it('stores again what had not been stored, and rewrites', async () => {
    writeFileSync(file(), BEFORE);
    await forget();
    const journal = await open('storing');
    expect(await settle(journal, context)).toEqual({ path: '.env', secrets: [NAME], how: 'finished', why: '' });
    expect({ text: text(), open: await isOpen(journal) }).toEqual({ text: AFTER, open: false });
    expect(await stored()).toContain(password);
  });

  it('goes on with what had been stored, once', async () => {
    writeFileSync(file(), BEFORE);
    const journal = await open('storing');
    expect(await settle(journal, context)).toMatchObject({ how: 'finished' });
    expect((await provider.getMetadata({ provider: 'local', id: NAME })).versions).toHaveLength(1);
    expect(text()).toBe(AFTER);
  });

  it('rewrites what had not been rewritten, by the journal alone', async () => {
    writeFileSync(file(), BEFORE);
    const journal = await open('rewriting');
    expect(await settle(journal, { ...context, scanText: async () => [] })).toMatchObject({ how: 'finished' });
    expect(text()).toBe(AFTER);
  });

  it('only closes what was done, also when it had been given up too late', async () => {
    for (const phase of ['rewriting', 'undoing'] as const) {
      const journal = await open(phase);
      expect(await settle(journal, context)).toMatchObject({ how: 'finished' });
      expect({ text: text(), open: await isOpen(journal) }).toEqual({ text: AFTER, open: false });
    }
  });

  it('takes back what had been given up', async () => {
    writeFileSync(file(), BEFORE);
    expect(await settle(await open('undoing'), context)).toMatchObject({ how: 'undone' });
    expect({ text: text(), stored: await stored() }).toEqual({ text: BEFORE, stored: null });
  });

  it.each(['storing', 'rewriting'] as const)('takes back, in phase %s, when the file was changed and still holds the value', async (phase) => {
    writeFileSync(file(), `X=1\n${BEFORE}`);
    expect(await settle(await open(phase), context)).toMatchObject({ how: 'undone', why: expect.stringContaining('changed') });
    expect({ text: text(), stored: await stored() }).toEqual({ text: `X=1\n${BEFORE}`, stored: null });
  });

  it.each(['storing', 'rewriting', 'undoing'] as const)('keeps the secret, in phase %s, when the file does not hold the value any more', async (phase) => {
    for (const change of [() => writeFileSync(file(), 'PORT=1\n'), () => rmSync(file())]) {
      change();
      const journal = await open(phase);
      expect(await settle(journal, context)).toMatchObject({ how: 'left', secrets: [NAME] });
      expect(await stored()).toContain(password);
      expect(await isOpen(journal)).toBe(false);
    }
  });

  it('keeps a secret that somebody has changed since', async () => {
    writeFileSync(file(), BEFORE);
    await provider.update({ address: { provider: 'local', id: NAME }, value: new Secret('{"other":"x"}') });
    expect(await settle(await open('undoing'), context)).toMatchObject({ how: 'undone' });
    expect(await stored()).toBe('{"other":"x"}');
  });

  it('says that a secret is gone to which the file refers, and stays open', async () => {
    await forget();
    const journal = await open('rewriting');
    await expect(settle(journal, context)).rejects.toMatchObject({ code: 'secret-missing' });
    expect(await isOpen(journal)).toBe(true);
  });

  it('asks nobody else than who stored it', async () => {
    const journal = await open('storing');
    await expect(settle(journal, { ...context, provider: { ...provider, identity: 'another' } })).rejects.toMatchObject({ code: 'usage' });
    expect(await isOpen(journal)).toBe(true);
  });

  it('goes on after one that can not be settled, and after one that can not be read', async () => {
    writeFileSync(file(), BEFORE);
    await open('undoing');
    writeFileSync(join(home.folder, 'moves', 'broken.json'), '{"version":1');
    writeFileSync(join(home.folder, 'moves', 'left.tmp'), 'half');
    const { settled, open: left } = await settleAll(context.journals, async () => context);
    expect(settled).toMatchObject([{ how: 'undone' }]);
    expect(left).toMatchObject([{ journal: expect.stringContaining('broken.json'), error: { code: 'store-damaged' } }]);
    expect(existsSync(join(home.folder, 'moves', 'left.tmp'))).toBe(false);
  });

  it('holds no value in any journal', () => {
    expect(journals.length).toBeGreaterThan(1);
    expect(JSON.stringify(journals)).not.toContain(password);
  });
});
