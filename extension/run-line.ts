import type { RewriteKind } from '../shared/move/rewrite/rewrite.ts';

/** What a project is started with, by a file in its folder; the first that is there counts. */
const STARTS: readonly (readonly [string, string])[] = [
  ['package.json', 'npm start'],
  ['pyproject.toml', 'python -m app'],
  ['requirements.txt', 'python app.py'],
  ['go.mod', 'go run .'],
  ['Cargo.toml', 'cargo run'],
  ['Gemfile', 'bundle exec rails server'],
  ['pom.xml', 'mvn spring-boot:run'],
  ['build.gradle', './gradlew run'],
  ['build.gradle.kts', './gradlew run'],
  ['composer.json', 'php artisan serve'],
  ['mix.exs', 'mix run --no-halt'],
];

/** Files that a project is known by. */
export const START_FILES = STARTS.map(([name]) => name);

/** Kinds of files whose reader resolves references itself, once it is told to as the instructions say. */
const RESOLVED_BY_THEMSELVES: ReadonlySet<RewriteKind> = new Set(['ecs', 'cloudformation', 'kubernetes', 'workflow', 'tfvars', 'terraform']);

/** A path as a word of a shell's line. */
export const asWord = (path: string): string => (/^[\w./-]+$/.test(path) && !path.startsWith('-') ? path : `'${path.replaceAll("'", "'\\''")}'`);

/**
 * The line that runs an app with its references resolved; undefined where the platform that reads the file does that. `path`: of the file,
 * from the folder that the line is run in. `files`: names of the files in there.
 */
export const runLineOf = (kind: RewriteKind, path: string, files: readonly string[]): string | undefined => {
  if (RESOLVED_BY_THEMSELVES.has(kind)) return undefined;
  const start = STARTS.find(([name]) => files.includes(name))?.[1] ?? '<command>';
  if (kind === 'compose') return `watertight run -- docker compose -f ${asWord(path)} up`;
  const envFile = kind === 'dotenv' && path !== '.env' ? `-e ${asWord(path)} ` : '';
  return `watertight run ${envFile}-- ${start}`;
};
