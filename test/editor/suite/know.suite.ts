import assert from 'node:assert/strict';
import {
  CompletionItemKind,
  type CompletionList,
  commands,
  DiagnosticTag,
  type DocumentLink,
  type Hover,
  type InlayHint,
  type Location,
  MarkdownString,
  Position,
  Range,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { startSecretsManager } from '../../fakes/secrets-manager.ts';
import { runWithMocha, until } from './mocha-run.ts';
import { configure, open, problemsOf } from './workspace-files.ts';

const value = ['not', 'to', 'be', 'seen', '4711'].join('-');

const hoverAt = async (document: TextDocument, position: Position): Promise<string> => {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents.map((each) => (each instanceof MarkdownString ? each.value : typeof each === 'string' ? each : each.value)))
    .join('\n');
};
const hintsOf = async (document: TextDocument): Promise<string[]> => {
  const hints = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, new Range(0, 0, document.lineCount, 0));
  return hints.map(({ label }) => (typeof label === 'string' ? label : label.map((part) => part.value).join('')));
};

export const run = () =>
  runWithMocha(() => {
    describe('references', () => {
      let server: Awaited<ReturnType<typeof startSecretsManager>>;
      let arn: string;
      before(async () => {
        server = await startSecretsManager();
        arn = server.put('prod/api/stripe', JSON.stringify({ key: value, 'webhook-secret': value }));
        process.env['AWS_ACCESS_KEY_ID'] = 'test';
        process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
        await configure({ 'aws.endpoint': server.url, 'aws.region': 'eu-west-1' });
      });
      after(async () => {
        await configure({ 'aws.endpoint': undefined, 'aws.region': undefined });
        await server.close();
      });

      it('show in a hover what is known of them, and no value', async () => {
        const document = await open('a/.env', `STRIPE=${arn}\n`);
        const text = await hoverAt(document, new Position(0, 40));
        for (const part of ['prod/api/stripe', 'eu-west-1', '123456789012', 'webhook-secret', 'AWSCURRENT', '$0.40 a month', 'Show the Value'])
          assert.ok(text.replace(/\\|\u200b/g, '').includes(part), `${part} in ${text}`);
        assert.ok(!text.includes(value));
      });

      it('offer no value in a hover where there is none', async () => {
        const document = await open('a/missing.env', `STRIPE=${arn.replace('stripe', 'nobody')}\n`);
        const text = await hoverAt(document, new Position(0, 40));
        assert.ok(text.includes('no such secret'), text);
        assert.ok(!text.includes('Show the Value'), text);
      });

      it('are followed while lines are put in and taken out', async () => {
        const document = await open('follow/.env', `A=1\nSTRIPE=${arn}\nB=2\nOTHER=${arn}\n`);
        const places = async () =>
          (await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri)).map(({ range }) => document.getText(range));
        assert.deepEqual(await places(), ['prod/api/stripe', 'prod/api/stripe']);
        const change = async (range: Range, text: string) => {
          const edit = new WorkspaceEdit();
          edit.replace(document.uri, range, text);
          assert.ok(await workspace.applyEdit(edit));
        };
        await change(new Range(0, 0, 0, 0), `FIRST=${arn}\nMORE=1\n`);
        assert.deepEqual(await places(), ['prod/api/stripe', 'prod/api/stripe', 'prod/api/stripe']);
        await change(new Range(1, 0, 4, 0), 'X=1\n');
        assert.deepEqual(await places(), ['prod/api/stripe', 'prod/api/stripe']);
        await change(new Range(0, 10, 0, 14), '');
        assert.deepEqual(await places(), ['prod/api/stripe']);
      });

      it('have a hint behind them', async () => {
        const document = await open('b/.env', `STRIPE=${arn}\n`);
        assert.deepEqual(await hintsOf(document), ['✓ AWSCURRENT · changed today']);
      });

      it('are marked when the store does not know them, lacks the key, or can not be', async () => {
        const document = await open(
          'c/.env',
          `A=${arn}\nB=${arn}#missing\nC=${arn.replace('stripe', 'nobody')}\nD=${arn.replace('arn:aws:', 'arn:aws-cn:')}\nE=${arn}#key\nF=${arn}:key:AWSCURRENT:11111111-2222-4333-8444-555555555555\nG=${arn.replace('eu-west-1', 'eu-nowhere')}\n`,
        );
        const codes = (): string =>
          problemsOf(document.uri)
            .map(({ code, range }) => `${range.start.line} ${String(code)}`)
            .sort()
            .join(', ');
        await until('problems', () => codes().includes('2 unknown-secret') && codes().includes('1 missing-key'));
        assert.equal(codes(), '1 missing-key, 2 unknown-secret, 3 wrong-partition, 5 stage-and-id, 6 bad-region');
      });

      it('link to the console', async () => {
        const document = await open('d/.env', `A=${arn}\n`);
        const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri);
        assert.deepEqual(
          links.map(({ target }) => target?.toString(true)),
          ['https://eu-west-1.console.aws.amazon.com/secretsmanager/secret?name=prod/api/stripe&region=eu-west-1'],
        );
      });

      it('are not asked about when the machine says so', async () => {
        await configure({ 'references.check': false });
        const asked = server.requests.length;
        const document = await open('e/.env', `A=${arn.replace('stripe', 'other')}\n`);
        await hoverAt(document, new Position(0, 40));
        assert.deepEqual(await hintsOf(document), []);
        assert.equal(server.requests.length, asked);
        await configure({ 'references.check': undefined });
      });

      it('are completed: names, keys of the JSON, stages', async () => {
        const labelsAt = async (text: string): Promise<string[]> => {
          const document = await open(`complete/${text.length}.env`, text);
          const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, new Position(0, text.length));
          return list.items.filter(({ kind }) => kind !== CompletionItemKind.Text).map(({ label }) => (typeof label === 'string' ? label : label.label));
        };
        assert.deepEqual(await labelsAt(`A=${arn.slice(0, arn.indexOf('stripe'))}`), [arn.slice(arn.indexOf('prod/'))]);
        assert.deepEqual(await labelsAt('A=aws-sm://pro'), ['prod/api/stripe']);
        assert.deepEqual(await labelsAt(`A=${arn}#`), ['key', 'webhook-secret']);
        assert.deepEqual(await labelsAt(`A=${arn}:key:`), ['AWSCURRENT']);
      });

      it('lead from a variable to the line that sets it', async () => {
        await open('f/.env', `# settings\nDB_URL=x\nSTRIPE_KEY=${arn}#key\n`);
        const document = await open('f/compose.yaml', 'services:\n  api:\n    environment:\n      STRIPE: ${STRIPE_KEY}\n');
        const found = await until(
          'a definition',
          () => commands.executeCommand<Location[]>('vscode.executeDefinitionProvider', document.uri, new Position(3, 20)) as unknown as Location[],
        );
        const [first] = await (found as unknown as Promise<Location[]>);
        assert.ok(first?.uri.path.endsWith('f/.env'));
        assert.equal(first?.range.start.line, 2);
      });

      it('are struck through when their secret waits for its deletion', async () => {
        const gone = server.put('prod/api/gone', 'x');
        const document = await open('gone/.env', `GONE=${gone}\n`);
        assert.deepEqual(await hintsOf(document), ['✓ AWSCURRENT · changed today']);
        await fetch(server.url, {
          method: 'POST',
          headers: {
            'x-amz-target': 'secretsmanager.DeleteSecret',
            authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
          },
          body: JSON.stringify({ SecretId: gone, RecoveryWindowInDays: 7 }),
        });
        await commands.executeCommand('watertight.refreshSecrets');
        const problem = await until('a problem', () => problemsOf(document.uri)[0]);
        assert.equal(problem.code, 'scheduled-for-deletion');
        assert.deepEqual(problem.tags, [DiagnosticTag.Deprecated]);
      });

      it('are marked no more when their secret has been made, in tabs that are not in view too', async () => {
        const document = await open('c/hidden.env', 'A=aws-sm://prod/api/made-later?region=eu-west-1\n');
        const isUnknown = (): boolean => problemsOf(document.uri).some(({ code }) => code === 'unknown-secret');
        await until('it is unknown', isUnknown);
        await open('c/in-view.env', 'A=1\n');
        server.put('prod/api/made-later', value);
        await commands.executeCommand('watertight.refreshSecrets');
        await until('it is known', () => !isUnknown());
      });
    });
  });
