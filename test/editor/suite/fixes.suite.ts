import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { type CodeAction, commands, env, type TextDocument } from 'vscode';
import { runWithMocha, until } from './mocha-run.ts';
import { accepting, password, startStore, token } from './move-driver.ts';
import { actionsAt, configure, open, problemsIn } from './workspace-files.ts';

const titlesOf = (actions: readonly CodeAction[]): string[] => actions.map(({ title }) => title);

/** The quick fixes of the first problem on a line (0-based). */
const fixesOn = async (document: TextDocument, line: number, problems: number): Promise<CodeAction[]> => {
  const problem = (await problemsIn(document, problems)).find(({ range }) => range.start.line === line);
  assert.ok(problem);
  return actionsAt(document, problem.range);
};

const choose = (actions: readonly CodeAction[], title: string): Promise<unknown> => {
  const command = actions.find((action) => action.title === title)?.command;
  assert.ok(command, `${title} in ${titlesOf(actions).join(', ')}`);
  return accepting(command.command, ...(command.arguments ?? []));
};

export const run = () =>
  runWithMocha(() => {
    describe('problems', () => {
      it('of a pair name the other half, and each links to the page of its rule', async () => {
        const id = ['AKIA', 'Z7QK3MWX', '2PLT4RVN'].join('');
        const secret = ['wJk9', 'XrUt', 'nFEMIq', 'K7MDENG', 'bPxRfi', 'CYzQ8Lp', '0vTn2a'].join('');
        const document = await open('pair/.env', `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`);
        for (const { code, relatedInformation, range } of await problemsIn(document, 2)) {
          assert.equal(relatedInformation?.[0]?.location.range.start.line, range.start.line === 0 ? 1 : 0);
          assert.match(typeof code === 'object' ? code.target.toString(true) : '', /docs\/rules\.md#aws-/);
        }
      });
    });

    describe('quick fixes', () => {
      let store: Awaited<ReturnType<typeof startStore>>;
      before(async () => {
        store = await startStore();
      });
      after(async () => {
        await configure({ provider: 'aws' });
        await store.server.close();
        rmSync(store.home, { recursive: true, force: true });
      });

      it('lead to rotation and to the deletion of logs, where editing mends nothing', async () => {
        const log = `2026-11-20T10:00:00.0000000Z ##[group]Run npm test\n2026-11-20T10:00:00.1000000Z env:\n2026-11-20T10:00:00.3000000Z   API_TOKEN: ${token}\n`;
        const titles = titlesOf(await fixesOn(await open('ci/build.log', log), 2, 1));
        assert.deepEqual(titles.slice(0, 2), ['Open rotation steps', 'Delete the logs of the run…']);
        assert.ok(!titles.some((title) => title.startsWith('Move')));
      });

      it('begin with the store that the machine is set to', async () => {
        await configure({ provider: 'local' });
        const [first] = await fixesOn(await open('usual/.env', `DB_PASSWORD=${password}\n`), 0, 1);
        assert.equal(first?.title, 'Move to Encrypted local store…');
        assert.equal(first?.isPreferred, true);
        await configure({ provider: 'aws' });
      });

      it('know a value that is stored already, and refer to it', async () => {
        const document = await open('known/one.env', `DB_PASSWORD=${password}\n`);
        await choose(await fixesOn(document, 0, 1), 'Move to AWS Secrets Manager…');
        await problemsIn(document, 0);
        const arn = /arn:\S+-\w{6}/.exec(document.getText())?.[0];
        assert.ok(arn);
        const again = await open('known/two.env', `A=1\nDB_PASSWORD=${password}\n`);
        const fixes = await fixesOn(again, 1, 1);
        const title = titlesOf(fixes).find((each) => each.startsWith('Use existing secret'));
        assert.ok(title);
        const created = store.server.calls['CreateSecret'];
        await choose(fixes, title);
        await problemsIn(again, 0);
        assert.ok(again.getText().includes(arn));
        assert.equal(store.server.calls['CreateSecret'], created);
      });

      it('use an existing secret that is the value alone, or that has it under another key', async () => {
        const [alone, under] = [`${token}-alone`, `${token}-under`];
        const arn = store.server.put('prod/known/alone', alone);
        const json = store.server.put('prod/known/json', JSON.stringify({ ONE: 'first', ELSEWHERE: under }));
        // Reading what a file refers to is how the machine gets to know it.
        const referring = await open('known/refers.env', `A=${arn}\nB=${json}:ONE::\n`);
        for (const line of [0, 1])
          await commands.executeCommand('vscode.executeHoverProvider', referring.uri, referring.lineAt(line).range.end.translate(0, -9));
        const document = await open('known/three.env', `API_TOKEN=${alone}\nDB_PASSWORD=${under}\n`);
        for (const [line, name, expected] of [
          [0, 'prod/known/alone', `API_TOKEN=${arn}`],
          [1, 'prod/known/json', `DB_PASSWORD=${json}:ELSEWHERE::`],
        ] as const) {
          const title = `Use existing secret '${name}'`;
          let fixes: CodeAction[] = [];
          do fixes = await fixesOn(document, line, 2 - line);
          while (!titlesOf(fixes).includes(title));
          await choose(fixes, title);
          await until('the reference stands there', () => document.lineAt(line).text === expected || undefined);
        }
        assert.equal(store.server.valueOf('prod/known/alone'), alone);
        assert.deepEqual(JSON.parse(store.server.valueOf('prod/known/json') ?? ''), { ONE: 'first', ELSEWHERE: under });
      });

      it('add a value to the secret that the file refers to, as a key', async () => {
        const arn = store.server.put('prod/api/app', JSON.stringify({ ONE: 'first' }));
        const document = await open('near/.env', `ONE=${arn}:ONE::\nAPI_TOKEN=${token}\n`);
        await choose(await fixesOn(document, 1, 1), "Add to secret 'prod/api/app' as a key");
        await problemsIn(document, 0);
        assert.match(document.lineAt(1).text, /prod\/api\/app-\w{6}:API_TOKEN::$/);
        assert.deepEqual(JSON.parse(store.server.valueOf('prod/api/app') ?? ''), { ONE: 'first', API_TOKEN: token });
      });

      it('give a command of the shell that holds no value', async () => {
        const document = await open('shell/.env', `A=1\nAPI_TOKEN=${token}x\n`);
        await choose(await fixesOn(document, 1, 1), 'Copy `aws` command');
        const command = await env.clipboard.readText();
        assert.match(command, /^IFS= read -rs value && .* aws secretsmanager create-secret --name app\/development\/api_token --region eu-west-1 /);
        assert.ok(!command.includes(token));
      });
    });
  });
