import { readFileSync } from 'node:fs';

/**
 * For GitHub's `gh`, on the path of a job: answers what examples/workflows/organisation.yml asks, with the filters of `--jq` done by hand. The
 * repositories stand in the file `WATERTIGHT_TEST_REPOSITORIES`, `--paginate` prints two of them at a time.
 */
const ANSWERS: Readonly<Record<string, (repositories: readonly unknown[]) => readonly unknown[]>> = {
  'api rate_limit --jq if .resources.core.remaining < 200 then .resources.core.reset else 0 end': () => [0],
  'api --paginate orgs/acme/repos?per_page=100&sort=full_name --jq [.[] | {full_name, size}]': (repositories) =>
    Array.from({ length: Math.ceil(repositories.length / 2) }, (_, page) => repositories.slice(page * 2, page * 2 + 2)),
  'auth setup-git': () => [],
};

const command = process.argv.slice(2).join(' ');
const answer = ANSWERS[command];
if (answer === undefined || process.env['GH_TOKEN'] === undefined) {
  process.stderr.write(`gh: no answer to this, or no GH_TOKEN: ${command}\n`);
  process.exitCode = 1;
} else {
  for (const page of answer(JSON.parse(readFileSync(process.env['WATERTIGHT_TEST_REPOSITORIES'] ?? '', 'utf8')) as readonly unknown[]))
    process.stdout.write(`${JSON.stringify(page)}\n`);
}
