// As a user: a value moves out of a Terraform module, a compose file, a task definition of ECS and, without an account, out of a .env.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareStore } from '../rig/store.mjs';
import { until } from '../rig/until.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const password = ['hunter', '2', 'hunter', '2'].join('');
const token = ['x7Kp', '9vQz', 'R4mW', 's2Lt'].join('');

const MAIN_TF = `variable "db_password" {
  type      = string
  sensitive = true
}
resource "aws_db_instance" "main" {
  password = var.db_password
}
`;
export const files = {
  'infra/terraform.tfvars': `region      = "eu-west-1"\ndb_password = "${password}"\n`,
  'infra/main.tf': MAIN_TF,
  'stack/compose.yaml': `services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${password}\n`,
  'ecs/task-definition.json': `${JSON.stringify(
    {
      family: 'app',
      containerDefinitions: [
        {
          name: 'app',
          image: 'app:1',
          environment: [
            { name: 'LOG_LEVEL', value: 'info' },
            { name: 'DB_PASSWORD', value: password },
          ],
        },
      ],
    },
    null,
    2,
  )}\n`,
  'k8s/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  DB_PASSWORD: ${password}\n`,
  'app/.env': `NODE_ENV=production\nAPI_TOKEN=${token}\n`,
};
export const prepare = () => prepareStore();

/** Takes what is proposed up to the end of the questions. */
const accept = async (page, shape = 'Move into one JSON secret') => {
  const input = page.locator('.quick-input-widget');
  await input.getByText('Name of the secret').waitFor();
  await page.keyboard.press('Enter');
  await input.getByText(shape).waitFor();
  await page.keyboard.press('Enter');
};
const squiggle = (page) => page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' });
const textOf = ({ workspace }, name) => readFileSync(join(workspace, name), 'utf8');
const done = async ({ page }) => {
  await page.locator('.notifications-toasts').getByText('The old value is still in').first().waitFor();
};
/** Closes messages, so that the next one is a new one. */
const clear = async ({ command }) => command('Notifications: Clear All Notifications');
/** The secret of a part of the workspace. */
const storedIn = ({ server }, part) => JSON.parse(server.valueOf(server.names().find((name) => name.includes(part)) ?? '') ?? 'null');

/** A program under `watertight run`, in a folder of the workspace: whether a variable has the value. */
const runSees = ({ workspace, env, server }, folder, variable, value) =>
  new Promise((resolve) => {
    const program = `process.exit(process.env[${JSON.stringify(variable)}] === ${JSON.stringify(value)} ? 7 : 1)`;
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'run', '--', process.execPath, '-e', program], {
      cwd: join(workspace, folder),
      env: { ...process.env, ...env, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url },
      stdio: 'inherit',
    });
    child.on('exit', (status) => resolve(status === 7));
  });

export const tests = {
  'a tfvars module reads the value from the store, and undo brings both files back': async (story) => {
    const { page, openFile, quickFixes, choose, screenshot } = story;
    await openFile('infra/terraform.tfvars', 'db_password');
    await squiggle(page);
    await quickFixes('db_password');
    await choose('Move to AWS Secrets Manager');
    await accept(page);
    await done(story);
    await screenshot('journeys-1-tfvars');
    assert.ok(!textOf(story, 'infra/terraform.tfvars').includes(password));
    assert.match(textOf(story, 'infra/main.tf'), /password = jsondecode\(data\.aws_secretsmanager_secret_version/);
    assert.ok(existsSync(join(story.workspace, 'infra/secrets.tf')));
    assert.deepEqual(Object.values(storedIn(story, 'infra')), [password]);
    await page.locator('.monaco-editor .view-line', { hasText: 'region' }).first().click();
    await page.keyboard.press('Control+Z');
    await page.locator('.monaco-editor .view-line', { hasText: password }).first().waitFor();
    await screenshot('journeys-2-undo');
    await page.keyboard.press('Control+S');
    await page.locator('.tab', { hasText: 'main.tf' }).first().click();
    await page.locator('.monaco-editor .view-line', { hasText: 'var.db_password' }).first().click();
    await page.keyboard.press('Control+S');
    await until('both files are back', () => textOf(story, 'infra/main.tf') === MAIN_TF && textOf(story, 'infra/terraform.tfvars').includes(password));
    await clear(story);
  },
  'a compose file takes it from its .env, which names the secret': async (story) => {
    const { page, openFile, quickFixes, choose, screenshot } = story;
    await openFile('stack/compose.yaml', 'POSTGRES_PASSWORD');
    await squiggle(page);
    await quickFixes('POSTGRES_PASSWORD');
    await choose('Move to AWS Secrets Manager');
    await accept(page);
    await done(story);
    await screenshot('journeys-3-compose');
    assert.match(textOf(story, 'stack/compose.yaml'), /POSTGRES_PASSWORD: \$\{POSTGRES_PASSWORD\}/);
    assert.deepEqual(storedIn(story, 'stack'), { POSTGRES_PASSWORD: password });
    assert.ok(await runSees(story, 'stack', 'POSTGRES_PASSWORD', password));
    await page.locator('.monaco-editor .view-line', { hasText: 'image' }).first().click();
    await page.keyboard.press('Control+Z');
    await page.locator('.monaco-editor .view-line', { hasText: password }).first().waitFor();
    await page.keyboard.press('Control+Y');
    await clear(story);
  },
  'a task definition names it in its secrets': async (story) => {
    const { page, openFile, quickFixes, choose, screenshot } = story;
    await openFile('ecs/task-definition.json', 'DB_PASSWORD');
    await squiggle(page);
    await quickFixes(password);
    await choose('Move to AWS Secrets Manager');
    await accept(page);
    await done(story);
    await screenshot('journeys-4-ecs');
    const [container] = JSON.parse(textOf(story, 'ecs/task-definition.json')).containerDefinitions;
    assert.deepEqual(container.environment, [{ name: 'LOG_LEVEL', value: 'info' }]);
    assert.equal(container.secrets[0].name, 'DB_PASSWORD');
    assert.match(container.secrets[0].valueFrom, /^arn:aws:secretsmanager:eu-west-1:\d{12}:secret:.*:DB_PASSWORD::$/);
    assert.deepEqual(storedIn(story, 'task'), { DB_PASSWORD: password });
    await page.locator('.monaco-editor .view-line', { hasText: 'family' }).first().click();
    await page.keyboard.press('Control+Z');
    await page.locator('.monaco-editor .view-line', { hasText: password }).first().waitFor();
    await clear(story);
  },
  'a manifest of Kubernetes names it in an ExternalSecret, and what is left to do is shown line by line': async (story) => {
    const { page, openFile, quickFixes, choose, screenshot } = story;
    await openFile('k8s/secret.yaml', 'DB_PASSWORD');
    await squiggle(page);
    await quickFixes(password);
    await choose('Move to AWS Secrets Manager');
    await accept(page);
    await page.locator('.notifications-toasts').getByRole('button', { name: 'What Is Left to Do' }).click();
    const steps = page.locator('.monaco-dialog-box', { hasText: 'What is left to do' });
    await steps.waitFor();
    await screenshot('journeys-7-kubernetes');
    // biome-ignore lint/performance/useDomNodeTextContent: it is about lines, which are elements here
    assert.match(await steps.innerText(), /^kind: SecretStore$[\s\S]*^\s+service: SecretsManager$/m);
    await page.keyboard.press('Escape');
    assert.match(textOf(story, 'k8s/secret.yaml'), /kind: ExternalSecret/);
    assert.ok(!textOf(story, 'k8s/secret.yaml').includes(password));
    await clear(story);
  },
  'without an account it goes into the encrypted store of this machine': async (story) => {
    const { page, openFile, quickFixes, choose, screenshot, home } = story;
    await openFile('app/.env', 'API_TOKEN');
    await squiggle(page);
    await quickFixes('API_TOKEN');
    await choose('Move to…');
    const input = page.locator('.quick-input-widget');
    await input.getByText('Encrypted local store').waitFor();
    await input.locator('input').first().fill('Encrypted');
    await screenshot('journeys-5-stores');
    await page.keyboard.press('Enter');
    await accept(page);
    await done(story);
    await screenshot('journeys-6-local');
    assert.match(textOf(story, 'app/.env'), /^API_TOKEN="?local:\/\//m);
    assert.ok(existsSync(home));
    assert.ok(await runSees(story, 'app', 'API_TOKEN', token));
  },
};
