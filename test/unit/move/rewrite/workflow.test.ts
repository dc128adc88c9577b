import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');
const PATH = '.github/workflows/deploy.yml';
const fetch = (...names: string[]): object => ({
  name: 'Fetch secrets',
  uses: 'watertight/watertight@v1',
  with: { 'secret-ids': names.map((name) => `${name},${AWS_ARN}:${name}::\n`).join('') },
});

describe('a GitHub workflow', () => {
  it('fetches the variables of a job after its login', () => {
    const text = `on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      MODE: fast
      DB_PASSWORD: ${LIVE} # rotate
    steps:
      - uses: actions/checkout@v5
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::111122223333:role/ci
          aws-region: eu-west-1
      # deploys
      - run: ./deploy.sh
        env:
          API_SECRET: "${LIVE}b"
`;
    const { texts, rewrite } = moveText(PATH, text);
    const after = texts[PATH]!;
    const job = parse(after).jobs.deploy;
    expect(job.env).toEqual({ MODE: 'fast' });
    expect(job.steps.map((step: { uses?: string; run?: string }) => step.uses ?? step.run)).toEqual([
      'actions/checkout@v5',
      'aws-actions/configure-aws-credentials@v6',
      'watertight/watertight@v1',
      './deploy.sh',
    ]);
    expect(job.steps[2]).toEqual(fetch('DB_PASSWORD', 'API_SECRET'));
    expect(job.steps[3]).toEqual({ run: './deploy.sh' });
    expect(rewrite).toMatchObject({ kind: 'workflow', complete: true, instructions: [] });
    expect(scanText(PATH, after)).toEqual([]);
  });

  it('says how to log in where the job does not, and fetches in every job that shares a variable', () => {
    const text = `on: push\r\nenv:\r\n  DB_PASSWORD: ${LIVE}\r\njobs:\r\n  a:\r\n    runs-on: x\r\n    steps:\r\n    - run: a\r\n  b:\r\n    runs-on: x\r\n    steps:\r\n    - env: { A: b }\r\n      run: b\r\n`;
    const { texts, rewrite } = moveText(PATH, text);
    const { env, jobs } = parse(texts[PATH]!);
    expect(env).toBeUndefined();
    expect(jobs.a.steps).toEqual([fetch('DB_PASSWORD'), { run: 'a' }]);
    expect(jobs.b.steps).toEqual([fetch('DB_PASSWORD'), { env: { A: 'b' }, run: 'b' }]);
    expect(rewrite.complete).toBe(false);
    expect(rewrite.instructions.join('\n')).toContain('role-to-assume');
    expect(texts[PATH]!.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('takes an input of a step from the environment', () => {
    const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: acme/login@v1\n        with:\n          password: '${LIVE}'\n`;
    const { texts } = moveText(PATH, text);
    expect(parse(texts[PATH]!).jobs.a.steps).toEqual([fetch('PASSWORD'), { uses: 'acme/login@v1', with: { password: '${{ env.PASSWORD }}' } }]);
  });

  it('keeps a name in lower case', () => {
    const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - env:\n          db_password: ${LIVE}\n        run: x\n`;
    const steps = parse(moveText(PATH, text).texts[PATH]!).jobs.a.steps;
    expect(steps[0].with).toEqual({ 'secret-ids': `db_password,${AWS_ARN}:DB_PASSWORD::\n` });
    expect(steps[1]).toEqual({ run: 'x' });
  });

  const LEFT: Readonly<Record<string, string>> = {
    'a service': `on: push\njobs:\n  a:\n    services:\n      db:\n        image: pg\n        env:\n          DB_PASSWORD: ${LIVE}\n    steps:\n      - run: x\n`,
    'a job that calls another workflow': `on: push\njobs:\n  a:\n    uses: ./x.yml\n    with:\n      db_password: ${LIVE}\n`,
    'a container that is started first': `on: push\nenv:\n  DB_PASSWORD: ${LIVE}\njobs:\n  a:\n    container:\n      image: x\n      env:\n        PW: \${{ env.DB_PASSWORD }}\n    steps:\n      - run: x\n`,
  };
  for (const [name, text] of Object.entries(LEFT)) {
    it(`is left alone, with instructions, where the value is needed by ${name}`, () => {
      const { rewrite, targets } = moveText(PATH, text);
      expect(targets).toHaveLength(1);
      expect(rewrite).toMatchObject({ kind: 'none', edits: [] });
      expect(rewrite.instructions[0]).toContain(`${PATH}:`);
    });
  }

  it('is left alone where the runner could not read the store', () => {
    const text = `on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      DB_PASSWORD: ${LIVE}\n    steps:\n      - run: x\n`;
    expect(moveText(PATH, text, LOCAL).rewrite).toMatchObject({ kind: 'none', edits: [] });
  });

  it.each(['DB_PASSWORD,prod/other', 'DB_PASSWORD\\n- run: evil', 'DB_${{ github.head_ref }}_PASSWORD', 'DB PASSWORD', '1_PASSWORD'])(
    'takes no key for a name that is none: %s',
    (key) => {
      const text = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - env:\n          "${key}": "${LIVE}"\n        run: x\n`;
      const { rewrite, targets } = moveText(PATH, text);
      expect(targets).toHaveLength(1);
      expect(rewrite).toMatchObject({ kind: 'none', edits: [], created: [] });
      expect(rewrite.instructions[0]).toContain(`${PATH}:7`);
    },
  );
});
