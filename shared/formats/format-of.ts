import type { FormatId } from '../model/entry.ts';
import { BY_ENDING, BY_NAME, COPY, DOTENV_NAME, PROGRAM, VARIANT } from './format-names.ts';
import { isCiLog, isLogPath } from './log-head.ts';

/** Which grammar a file is read by: by name first, by content where the name says nothing. `head` is the first few thousand characters. */
export const formatOf = (path: string, head: string): FormatId => {
  const named = byName(path);
  // `.props` and `.targets` are XML for MSBuild, and anything elsewhere.
  const isRight = named !== 'xml' || head === '' || /^\uFEFF?\s{0,500}</.test(head);
  return named && isRight ? named : byContent(path, head);
};

const byName = (path: string): FormatId | undefined => {
  const parts = path.replaceAll('\\', '/').toLowerCase().split('/');
  const folder = parts.at(-2) ?? '';
  let name = (parts.at(-1) ?? '').replace(/^.*!/, '');
  for (let copies = 0; copies < 4; copies++) {
    const known = byExactName(name, folder);
    if (known) return known;
    const shorter = name.replace(COPY, '');
    if (shorter === name || shorter === '') return undefined;
    name = shorter;
  }
  return undefined;
};

/** `.envs/.local/.postgres`, as cookiecutter lays them out. */
const ENV_FOLDER = /(?:^|\/)\.envs?\/(?:[\w.-]+\/){0,3}\.?[\w-]+$/;

const byExactName = (name: string, folder: string): FormatId | undefined => {
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  if (folder === '.aws' && (name === 'credentials' || name === 'config')) return 'ini';
  if (folder === '.git' && name === 'config') return 'ini';
  if (/^(?:pro)?ftpd\.?passwd$/.test(name)) return 'htpasswd';
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const byEnding = name.includes('.') && Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
  if (byEnding === 'terraform' && name.endsWith('.pkrvars.hcl')) return 'tfvars';
  if (byEnding) return byEnding;
  if (PROGRAM.test(name)) return undefined;
  if (DOTENV_NAME.test(name)) return 'dotenv';
  // `terraform.tfvars.prod`, `.npmrc-ci`
  const variant = VARIANT.exec(name)?.[1];
  return variant ? BY_ENDING[variant] : undefined;
};

const byContent = (path: string, head: string): FormatId => {
  if (ENV_FOLDER.test(path.replaceAll('\\', '/'))) return 'dotenv';
  if (isLogPath(path)) return 'ci-log';
  if (PROGRAM.test(path.toLowerCase())) return 'text';
  if (isCiLog(head)) return 'ci-log';
  if (/^\uFEFF?<\?xml\s/.test(head)) return 'xml';
  if (/^\uFEFF?\s{0,100}(?:\{\s{0,100}"|\[\s{0,100}[{"])/.test(head)) return 'json';
  if (isMostly(head, ENV_LINE)) return 'dotenv';
  if (/\.conf(?:ig)?$/i.test(path)) {
    if (/^\uFEFF?\s{0,100}</.test(head)) return 'xml';
    if (isMostly(head, INI_LINE)) return 'ini';
  }
  if (/(?:^|[\\/])\.?[\w-]+$/.test(path)) {
    if (/^\[[^\]\r\n]{1,80}\][ \t]{0,20}$/m.test(head) && isMostly(head, INI_LINE)) return 'ini';
    if (/^\uFEFF?---[ \t]{0,20}[\r\n]/.test(head) || isMostly(head, YAML_LINE)) return 'yaml';
  }
  return 'text';
};

const YAML_LINE = /^ {0,40}(?:- {1,4})?[A-Za-z_][\w.-]{0,80}:(?: |$)/;

const ENV_LINE = /^(?:export )?[A-Z][A-Z0-9_]{1,80}=/;

const INI_LINE = /^[ \t]{0,20}(?:\[[^\]\n]{1,80}\]|[\w.-]{1,80}[ \t]{0,20}=)/;

/** Whether at least three lines, and nine in ten of those that are no comment, look like `shape`. */
const isMostly = (head: string, shape: RegExp): boolean => {
  let counted = 0;
  let fitting = 0;
  for (const line of head.split(/\r\n?|\n/, 60)) {
    if (/^[ \t]*(?:[#;]|$)/.test(line)) continue;
    counted++;
    if (shape.test(line)) fitting++;
  }
  return fitting >= 3 && fitting >= counted * 0.9;
};
