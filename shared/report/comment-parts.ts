import { asCode, forMarkdown } from '../text/neutralise.ts';
import { knownSentence } from './known-sentence.ts';
import type { JsonFinding } from './report.ts';

/** What a comment tells of a finding: a part of what the JSON report holds, so that one can be made from a report that came from elsewhere. */
export type CommentFinding = Pick<
  JsonFinding,
  'ruleId' | 'title' | 'path' | 'startLine' | 'endLine' | 'redacted' | 'fingerprint' | 'severity' | 'key' | 'since' | 'moved' | 'known' | 'validity'
> & { readonly commit?: { readonly id: string } };

/** Where links lead. */
export interface CommentPlace {
  /** Without a slash at its end, e.g. `https://github.com/acme/app`. */
  readonly repositoryUrl: string;
  /** Full id of the head commit. */
  readonly head: string;
}

/** Longer names are cut; the JSON report has all of them. */
const MAX_NAME = 300;

/** Code that is never empty: two backticks would be none. */
export const code = (text: string): string =>
  asCode((text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text).replace(/[\ud800-\udfff]/gu, '\ufffd') || ' ');

/** A URL path: nothing in it can end a link of markdown. */
const toUrlPath = (path: string): string =>
  path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(/[!'()*_~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');

/** What a link can't lead to: a name that a secret was taken out of, a member of an archive, a name that is not told as it is. */
const isLinkable = (path: string): boolean => path.length <= 1000 && !/\[secret\]|![^/]|\ufffd/.test(path);

const linkTo = (text: string, url: string): string => `[${text}](${url})`;

/** The lines of a finding, with a link to them in the commit where they stand. */
export const whereOf = ({ path, startLine, endLine, commit }: CommentFinding, { repositoryUrl, head }: CommentPlace): string => {
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`;
  if (!isLinkable(path)) return lines;
  // without `plain=1` a rendered file (markdown) has no lines
  const anchor = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
  return linkTo(lines, `${repositoryUrl}/blob/${commit?.id ?? head}/${toUrlPath(path)}?plain=1#${anchor}`);
};

export const commitOf = (id: string, { repositoryUrl }: CommentPlace): string => linkTo(`\`${id.slice(0, 10)}\``, `${repositoryUrl}/commit/${id}`);

/** A text as one word of a POSIX shell. */
const shellWord = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that moves the value out; undefined where the file's name can't be shown as it is, so that a copy of the command would not work. */
export const fixOf = ({ path, startLine }: CommentFinding): string | undefined => {
  if (!isLinkable(path)) return undefined;
  const command = `watertight move ${shellWord(`${path.startsWith('-') ? './' : ''}${path}:${startLine}`)}`;
  return code(command) === `\`${command}\`` ? code(command) : undefined;
};

/** How it came here. */
const originOf = ({ since, moved }: CommentFinding, place: CommentPlace): string => {
  const commit = since === undefined ? '' : ` in commit ${commitOf(since, place)}`;
  if (moved === true) return `Only moved or copied${commit}: the base has the same value already.`;
  return moved === false ? `Introduced here${commit}.` : since === undefined ? '' : `Since commit ${commitOf(since, place)}.`;
};

const keeps = ({ since }: CommentFinding): string => (since === undefined ? '' : ' A later commit that removes it leaves it in the history.');

/** What to do: a value that is stored already is made worthless there, any other one is moved out of the file. */
const remedyOf = (finding: CommentFinding): string => {
  const { known } = finding;
  if (known === undefined) return fixOf(finding) ?? 'move the value into a secret store, and leave a reference';
  if (known.status === 'given') return `${known.remedy}, and leave a reference`;
  return `${known.status === 'current' ? `${code(known.remedy)}, and` : 'see that it is revoked, and'} leave a reference`;
};

/** A finding as an item of a list. `isGone`: it stands in an earlier commit, and no longer at the head. */
export const itemOf = (finding: CommentFinding, place: CommentPlace, isGone: boolean, isChange: boolean): string => {
  const { title, key, redacted, severity, validity, known } = finding;
  const name = known === undefined ? forMarkdown(title.slice(0, MAX_NAME)) : 'Known secret value';
  const what = `**${name}**${key === null ? '' : ` in ${code(key)}`}`;
  const lines = [
    `- ${whereOf(finding, place)}: ${what}, ${code(redacted)}, severity ${severity}${validity === undefined ? '' : `, ${validity} when its service was asked`}`,
  ];
  if (known !== undefined) lines.push(`  ${knownSentence(known, isChange, code)}.`);
  if (isGone)
    lines.push(`  Removed again, but still in the history${finding.since === undefined ? '' : `, in commit ${commitOf(finding.since, place)}`}: rotate it.`);
  else {
    const origin = `${originOf(finding, place)}${keeps(finding)}`.trim();
    if (origin !== '') lines.push(`  ${origin}`);
    lines.push(`  Fix: ${remedyOf(finding)}`);
  }
  return lines.join('  \n');
};
