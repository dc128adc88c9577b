import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formsOf } from '../../../shared/text/forms.ts';
import { ENCODINGS } from '../../support/encodings.ts';
import { createFetchJob, type FetchJob, REGION } from '../../support/fetch-job.ts';
import { replayLog } from '../../support/runner-masks.ts';

let job: FetchJob;
beforeEach(async () => {
  job = await createFetchJob();
});
afterEach(() => job.close());

/** Values that look like nothing, put together so that no scanner minds. */
const value = (seed: number): string => `otter-${seed}-${['quartz', 'nimbus', 'walnut', 'zephyr'][seed % 4]}/${seed * 7919}`;

const names = (): string[] =>
  Object.keys(job.env)
    .filter((name) => name !== 'WATERTIGHT_EXPORTS')
    .sort();

describe('secret-ids', () => {
  it('takes one JSON key under a name of its own, ECS fields, stages and versions', async () => {
    const arn = job.store.put('prod/db', JSON.stringify({ user: 'old', password: value(1), deep: { 'a.b': [value(2)] } }), { versionId: 'a'.repeat(32) });
    job.store.put('prod/db', JSON.stringify({ user: 'new', password: value(3), deep: { 'a.b': [value(4)] } }), { versionId: 'b'.repeat(32) });
    const lines = [
      'DB_PASSWORD,prod/db#password',
      'OLD,prod/db#password@AWSPREVIOUS',
      `FIRST,prod/db@@${'a'.repeat(32)}#password`,
      `ECS,${arn}:password::`,
      `ECS_OLD,${arn}:password:AWSPREVIOUS:`,
      'DEEP,prod/db#/deep/a.b/0',
      'prod/db#user',
      ',prod/db#password',
      'maybe/there?',
      '# a comment',
    ];
    const run = await job.step({ 'secret-ids': lines.join('\n') });
    expect([run.status, run.stdout.includes('::error')]).toEqual([0, false]);
    const { WATERTIGHT_EXPORTS: _, ...env } = job.env;
    expect(env).toEqual({
      DB_PASSWORD: value(3),
      OLD: value(1),
      FIRST: value(1),
      ECS: value(3),
      ECS_OLD: value(1),
      DEEP: value(4),
      PROD_DB_USER: 'new',
      PASSWORD: value(3),
    });
    expect(JSON.parse(run.outputs['missing-ids'] ?? '')).toEqual(['maybe/there']);
    expect(JSON.parse(run.outputs['exported-names'] ?? '')).toHaveLength(8);
    for (const each of [value(1), value(2), value(3), value(4)]) expect(job.masker.maskLine(each)).toBe('***');
  });

  it('reads several regions and partitions at once, each in its own batch', async () => {
    const arns = ['us-east-1', 'us-gov-west-1', 'cn-north-1'].map((region, i) => job.store.put(`app/${region}`, value(i), { region }));
    job.store.put('here', value(9));
    job.store.put('there', value(10), { region: 'ap-south-1' });
    const run = await job.step({ 'secret-ids': [...arns, 'here'].join('\n') });
    expect(run.status).toBe(0);
    expect(names()).toEqual(['APP_CN_NORTH_1', 'APP_US_EAST_1', 'APP_US_GOV_WEST_1', 'HERE']);
    expect(new Set(job.store.requests.map(({ region }) => region))).toEqual(new Set(['us-east-1', 'us-gov-west-1', 'cn-north-1', REGION]));
    expect((await job.step({ 'secret-ids': 'there', 'aws-region': 'ap-south-1' })).status).toBe(0);
    expect(job.env['THERE']).toBe(value(10));
  });

  it('takes a prefix beyond a hundred, in batches of twenty', async () => {
    for (let i = 0; i < 230; i++) job.store.put(`many/${i}`, value(i));
    const run = await job.step({ 'secret-ids': 'many/*' });
    expect(run.status).toBe(0);
    expect(names()).toHaveLength(230);
    expect(job.env['MANY_229']).toBe(value(229));
    expect(job.store.calls).toEqual({ ListSecrets: 3, BatchGetSecretValue: 12 });
  });

  it('gives one name to one match alone, and takes a prefix of nothing for missing', async () => {
    job.store.put('one/a', value(1));
    expect((await job.step({ 'secret-ids': 'ONE,one/*' })).status).toBe(0);
    expect(names()).toEqual(['ONE']);
    job.store.put('one/b', value(2));
    const several = await job.step({ 'secret-ids': 'TWO,one/*' });
    expect([several.status, several.exported, several.stdout.includes('2 secrets would get one name: TWO,one/*')]).toEqual([2, '', true]);
    expect((await job.step({ 'secret-ids': 'none/*' })).status).toBe(2);
    expect((await job.step({ 'secret-ids': 'none/*?' })).outputs['missing-ids']).toBe('["none/*"]');
  });

  it('can ask for each by itself', async () => {
    job.store.put('a/one', value(1));
    job.store.put('a/two', value(2));
    expect((await job.step({ 'secret-ids': 'a/one\na/two', batch: 'never' })).status).toBe(0);
    expect(job.store.calls).toEqual({ GetSecretValue: 2 });
  });

  it('leaves a record of each access in the audit log that the environment names', async () => {
    job.store.put('a/one', value(1));
    const log = join(job.workspace, '..', `${basename(job.workspace)}.jsonl`);
    const run = await job.step({ 'secret-ids': 'a/one\na/none?' }, { WATERTIGHT_AUDIT_LOG: log });
    expect(run.status).toBe(0);
    const text = readFileSync(log, 'utf8');
    rmSync(log);
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { reference: string; outcome: string; who: string });
    expect(records.map(({ reference, outcome }) => `${reference} ${outcome}`).sort()).toEqual(['aws-sm://a/none error', 'aws-sm://a/one done']);
    expect(records[0]?.who).toContain('via the Action');
    expect(text).not.toContain(value(1));
  });

  it('reads other stores in the same step', async () => {
    const run = await job.step({ 'secret-ids': 'X,local://app/none?\nY,arn:aws:ssm:eu-west-1:123456789012:parameter/app/none' });
    expect(run.status).not.toBe(0);
    expect(run.stdout).toContain('arn:aws:ssm');
    expect(run.stdout).not.toContain('X,local');
  });

  it.each([
    ['a*b', "'a*b' names no secret"],
    ['ab*', 'at least 3 characters'],
    ['9X,prod/db', "can't be the name of a variable"],
    ['prod db', "'prod db' names no secret"],
    ['::add-mask::x', 'names no secret'],
    ['arn:aws:s3:::bucket', 'names no secret'],
  ])('refuses %j, and asks nobody', async (line, message) => {
    const run = await job.step({ 'secret-ids': line });
    expect(run.status).toBe(2);
    expect(run.commands.map((each) => each.name)).toEqual(['error']);
    expect(run.commands[0]?.message).toContain(message);
    expect(job.store.requests).toEqual([]);
    expect(run.exported).toBe('');
  });

  it.each([
    ['parse-json-secrets', 'yes'],
    ['name-transformation', 'camel'],
    ['export-to', 'file'],
    ['on-missing', 'no'],
    ['mask-min-length', '0'],
    ['auto-select-family-attempt-timeout', '5'],
    ['verify', '1'],
  ])('refuses %s: %s', async (name, text) => {
    const run = await job.step({ 'secret-ids': 'prod/db', [name]: text });
    expect([run.status, run.commands[0]?.message.includes(`'${name}'`)]).toEqual([2, true]);
  });
});

describe('values', () => {
  it('keep their lines, and binary ones that are text become text', async () => {
    const lines = 'first line\n\nEOF\nghadelimiter_x\n  third: "quoted"\r\n';
    job.store.put('multi', lines);
    job.store.put('bytes', Buffer.from('naïve text'));
    job.store.put('binary', new Uint8Array([0, 1, 254, 255]));
    expect((await job.step({ 'secret-ids': 'multi\nbytes\nbinary' })).status).toBe(0);
    expect(job.env).toMatchObject({ MULTI: lines, BYTES: 'naïve text', BINARY: 'AAH+/w==' });
  });

  it('of JSON keep large numbers, arrays whole and objects in strings apart', async () => {
    job.store.put(
      'j',
      '{"id": 12345678901234567890, "list": [1, {"a": "b c"}], "text": "{\\"in\\": \\"x y\\"}", "no": null, "yes": true, "empty": "", "none": {}}',
    );
    expect((await job.step({ 'secret-ids': 'j', 'parse-json-secrets': 'true' })).status).toBe(0);
    const { WATERTIGHT_EXPORTS: _, ...env } = job.env;
    expect(env).toEqual({ J_ID: '12345678901234567890', J_LIST: '[1,{"a":"b c"}]', J_TEXT_IN: 'x y', J_NO: 'null', J_YES: 'true', J_EMPTY: '' });
  });

  it('go to outputs, or nowhere', async () => {
    job.store.put('prod/db', JSON.stringify({ password: value(1) }));
    const run = await job.step({ 'secret-ids': 'DB,prod/db#password', 'export-to': 'outputs' });
    expect(run.status).toBe(0);
    expect(run.outputs['DB']).toBe(value(1));
    expect(JSON.parse(run.outputs['secrets'] ?? '')).toEqual({ DB: value(1) });
    expect(run.exported).toBe('');
    const none = await job.step({ 'secret-ids': 'DB,prod/db#password', 'export-to': 'none' });
    expect([none.status, none.exported, none.outputs['DB'], none.outputs['exported-names']]).toEqual([0, '', undefined, '[]']);
    expect(Number(none.outputs['masked-count'])).toBeGreaterThan(0);
    expect(job.masker.maskLine(value(1))).toBe('***');
  });
});

describe('what the log shows', () => {
  it('is nothing of any value, and the runner was told first', async () => {
    const secret = { user: 'service', password: value(1), list: [value(2)], port: 5432, debug: true, text: JSON.stringify({ key: value(3) }) };
    job.store.put('prod/db', JSON.stringify(secret, null, 2));
    const run = await job.step({ 'secret-ids': 'prod/db' });
    const { shown, masker } = replayLog(run.stdout);
    for (const each of [value(1), value(2), value(3)]) {
      for (const form of formsOf(each))
        for (const text of [shown, run.stderr, run.summary, job.states.join(''), JSON.stringify(run.outputs)]) expect(text.includes(form)).toBe(false);
      for (const encode of Object.values(ENCODINGS)) expect(masker.mask(encode(each)).includes(encode(each))).toBe(false);
    }
    const commands = run.commands.map(({ name }) => name);
    expect(commands.slice(0, -1).every((name) => name === 'add-mask') && commands.at(-1) === 'add-mask').toBe(true);
    expect(shown).toContain('prod/db#user: a common word');
    expect(shown).toContain('prod/db#port: a small number');
    expect(shown).not.toContain('5432');
    expect(run.outputs['skipped-mask-count']).toBe('3');
    expect(masker.mask('a service listens on 5432: true, debug, {}')).toBe('a service listens on 5432: true, debug, {}');
  });

  it('can not be made to act by names and keys', async () => {
    job.store.put('prod/evil', JSON.stringify({ 'a\n::set-env name=X::y': 'true', '##[add-mask]the': 'x', '::stop-commands::t': value(1) }));
    const run = await job.step({ 'secret-ids': 'prod/evil', 'parse-json-secrets': 'true' });
    expect(run.commands.filter(({ name }) => name !== 'add-mask')).toEqual([]);
    expect(run.status).toBe(0);
    expect(names()).toEqual(['PROD_EVIL_A___SET_ENV_NAME_X__Y', 'PROD_EVIL___STOP_COMMANDS__T', 'PROD_EVIL____ADD_MASK_THE']);
  });
});

describe('names', () => {
  it.each(['LD_PRELOAD', 'BASH_ENV', 'NODE_OPTIONS', 'PATH', 'GITHUB_TOKEN', 'RUNNER_TEMP', 'WATERTIGHT_EXPORTS'])('are refused: %s', async (name) => {
    job.store.put('prod/app', JSON.stringify({ OK: value(1), [name.toLowerCase()]: value(2) }));
    const run = await job.step({ 'secret-ids': ',prod/app', 'parse-json-secrets': 'true' });
    expect([run.status, run.exported]).toEqual([2, '']);
    expect(run.stdout).toContain(`'${name}'`);
  });

  it('that two secrets would get are refused, naming both, also in another case', async () => {
    job.store.put('MySecret', value(1));
    job.store.put('mysecret', value(2));
    for (const transformation of ['uppercase', 'none']) {
      const run = await job.step({ 'secret-ids': 'MySecret\nmysecret', 'name-transformation': transformation });
      expect([run.status, run.exported]).toEqual([2, '']);
      expect(run.stdout).toContain('MySecret and mysecret would both be named');
    }
  });

  it('that are set already: fail, overwrite or skip', async () => {
    job.store.put('api', value(1));
    const step = (onExistingEnv: string) => job.step({ 'secret-ids': 'api', 'on-existing-env': onExistingEnv }, { API: 'from elsewhere' });
    const failed = await step('fail');
    expect([failed.status, failed.exported]).toEqual([2, '']);
    expect(failed.stdout).not.toContain('from elsewhere');
    const skipped = await step('skip');
    expect([skipped.status, skipped.exported, skipped.outputs['exported-names']]).toEqual([0, '', '[]']);
    const overwritten = await step('overwrite');
    expect([overwritten.status, job.env['API']]).toEqual([0, value(1)]);
  });

  it('may be fetched twice in one job, also after a rotation', async () => {
    const arn = job.store.put('api', value(1));
    expect((await job.step({ 'secret-ids': 'api' })).status).toBe(0);
    expect((await job.step({ 'secret-ids': 'api' })).status).toBe(0);
    job.store.put('api', value(2));
    expect((await job.step({ 'secret-ids': `API,${arn}` })).status).toBe(0);
    expect(job.env['API']).toBe(value(2));
    job.store.put('other', value(3));
    expect((await job.step({ 'secret-ids': 'API,other' })).status).toBe(2);
  });
});

describe('what goes wrong', () => {
  beforeEach(() => {
    job.store.put('good', value(1));
  });

  it('exports nothing when one of several is missing, and names it', async () => {
    const run = await job.step({ 'secret-ids': 'good\nbad/one\ngood2?\nGONE,good#nokey' });
    expect([run.status, run.exported, run.outputs]).toEqual([2, '', {}]);
    const [error] = run.commands.filter(({ name }) => name === 'error');
    expect(error?.message).toContain('bad/one');
    expect(error?.message).toContain('GONE,good#nokey');
    expect(error?.message).not.toContain('good2');
    expect(job.masker.maskLine(value(1))).toBe('***');
  });

  it.each([
    ['warn', ['warning']],
    ['ignore', []],
  ] as const)('goes on without what is missing with %s', async (onMissing, levels) => {
    const run = await job.step({ 'secret-ids': 'good\nbad', 'on-missing': onMissing });
    expect([run.status, names(), JSON.parse(run.outputs['missing-ids'] ?? '')]).toEqual([0, ['GOOD'], ['bad']]);
    expect(run.commands.map(({ name }) => name).filter((name) => name !== 'add-mask')).toEqual(levels);
  });

  it.each([
    ['deny', 3],
    ['expired', 3],
    ['throttle', 4],
    ['hang', 4],
    ['drop', 4],
    ['malformed', 4],
    ['echo', 2],
  ] as const)('%s: fails, says so, exports nothing', async (kind, status) => {
    job.store.fault({ kind });
    const run = await job.step({ 'secret-ids': 'good\nother?', 'on-missing': 'ignore' }, { WATERTIGHT_TIMEOUT: kind === 'hang' ? '2' : '20' });
    expect([run.exported, run.outputs]).toEqual(['', {}]);
    expect(run.status).toBe(status);
    expect(run.commands.some(({ name, message }) => name === 'error' && message.includes('good'))).toBe(true);
    job.store.heal();
  });

  it('asks singly when the batch is denied, and gets by a throttle', async () => {
    job.store.put('other', value(2));
    job.store.fault({ kind: 'deny', operations: ['BatchGetSecretValue'] });
    expect((await job.step({ 'secret-ids': 'good\nother' })).status).toBe(0);
    job.store.heal();
    job.store.fault({ kind: 'throttle', times: 1 });
    expect((await job.step({ 'secret-ids': 'good\nother' })).status).toBe(0);
    expect(names()).toEqual(['GOOD', 'OTHER']);
  });

  it('does nothing outside of a workflow', async () => {
    const run = await job.step({ 'secret-ids': 'good' }, { GITHUB_ACTIONS: '', GITHUB_ENV: '' });
    expect(run.status).toBe(2);
    expect(run.stdout).not.toContain('otter');
  });

  it.each(['GITHUB_OUTPUT', 'GITHUB_STATE'])('writes nothing when a file of the runner is gone: %s', async (file) => {
    const run = await job.step({ 'secret-ids': 'good' }, { [file]: '/nowhere/at/all' });
    expect([run.status, run.exported]).toEqual([2, '']);
  });

  it('scans first when both are asked for, and fetches nothing after a leak', async () => {
    const run = await job.step({ 'secret-ids': 'good', scan: 'tree' });
    expect(run.exported).toBe('');
    expect(run.status).not.toBe(0);
    expect(job.store.requests).toEqual([]);
  });
});
