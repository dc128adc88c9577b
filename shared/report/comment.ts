import type { Problem } from '../model/problem.ts';
import { SEVERITIES } from '../model/rule.ts';
import { forMarkdown } from '../text/neutralise.ts';
import { plural } from './by-path.ts';
import { type CommentFinding, type CommentPlace, code, itemOf } from './comment-parts.ts';

export type { CommentFinding, CommentPlace } from './comment-parts.ts';

/**
 * Characters of a comment; GitHub answers 422 beyond. It counts code points, we count UTF-16 units: never fewer of them, so that it fits
 * whichever is counted.
 */
export const MAX_COMMENT = 65_536;

/** Fingerprints that a comment remembers, shortened; of more it does not tell how many were fixed. */
const MAX_SEEN = 500;
const SEEN_LENGTH = 12;

/** What a comment said so far, as it says it itself. */
export interface CommentState {
  /** Shortened fingerprints of all that it ever told of. */
  readonly seen: readonly string[];
}

export interface CommentRequest {
  /** Tells comments of several workflows apart; see `isCommentId`. */
  readonly id: string;
  readonly place: CommentPlace;
  readonly findings: readonly CommentFinding[];
  /** What could not be scanned. */
  readonly problems: readonly Pick<Problem, 'path' | 'message'>[];
  /** Findings that a comment, an allowlist or a baseline silenced. */
  readonly suppressed: number;
  /** Whether the scan was one of a change, so that findings with a commit are gone at its head. */
  readonly isChange: boolean;
  /** What the comment that is to be replaced said. */
  readonly before?: CommentState | undefined;
}

/** An id goes into an HTML comment, where it must not end it. */
export const isCommentId = (id: string): boolean => /^\w[\w.]{0,63}(?:-[\w.]{1,63}){0,20}$/.test(id) && id.length <= 64;

/** The first line of a comment. */
export const markerOf = (id: string): string => `<!-- watertight:report id="${id}" -->`;

/** Reads a comment; undefined when it is none of ours with this id. The marker must be its first line: elsewhere it is a quotation. */
export const parseComment = (body: string, id: string): CommentState | undefined => {
  const [first = '', second = ''] = body.split(/\r?\n/, 2);
  if (first !== markerOf(id)) return undefined;
  const [, seen = ''] = /^<!-- watertight:seen ((?:[0-9a-f]{12},?){0,500}) -->$/.exec(second) ?? [];
  return { seen: seen.split(',').filter((text) => text.length === SEEN_LENGTH) };
};

/** What a comment for this must be compared with: whether it has the same text. GitHub may give line ends of its own. */
export const isSameComment = (a: string, b: string): boolean => a.replace(/\r\n/g, '\n').trim() === b.replace(/\r\n/g, '\n').trim();

const gravity = (findings: readonly CommentFinding[]): number => Math.max(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));

/** By file; the files with the gravest findings first. */
const byFile = (findings: readonly CommentFinding[]): (readonly [path: string, findings: readonly CommentFinding[]])[] => {
  const files = new Map<string, CommentFinding[]>();
  for (const finding of findings) {
    const known = files.get(finding.path);
    if (known === undefined) files.set(finding.path, [finding]);
    else known.push(finding);
  }
  return [...files]
    .map((file, index) => ({ file, index, gravity: gravity(file[1]) }))
    .sort((a, b) => b.gravity - a.gravity || a.index - b.index)
    .map(({ file }) => file);
};

const headline = (standing: number, gone: number, fixed: number, incomplete: boolean): string => {
  if (standing > 0) return `### Watertight found ${plural(standing, 'plaintext secret')} in this pull request`;
  if (incomplete) return '### Watertight could not scan everything';
  if (gone > 0) return `### Watertight: no plaintext secret stands in this pull request any more, but its history holds ${gone.toLocaleString('en')}`;
  return fixed > 0 ? '### Watertight: all leaks of this pull request are gone' : '### Watertight found no plaintext secret in this pull request';
};

/** The figures in words. */
const figures = (standing: readonly CommentFinding[], gone: number, fixed: number, suppressed: number): string => {
  const count = (is: boolean): number => standing.filter(({ moved }) => moved === is).length;
  const parts = [
    count(false) > 0 ? `${count(false).toLocaleString('en')} introduced here` : '',
    count(true) > 0 ? `${count(true).toLocaleString('en')} only moved or copied` : '',
    gone > 0 ? `${gone.toLocaleString('en')} removed again, but still in the history` : '',
    fixed > 0 ? `${fixed.toLocaleString('en')} fixed since the first report` : '',
    suppressed > 0 ? `${suppressed.toLocaleString('en')} suppressed` : '',
  ].filter((part) => part !== '');
  const text = parts.join(', ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};

const problemLines = (problems: CommentRequest['problems']): string[] =>
  problems.length === 0
    ? []
    : [
        '',
        `**${plural(problems.length, 'thing')} could not be scanned, so that nothing can be said of ${problems.length === 1 ? 'it' : 'them'}**`,
        '',
        ...problems.slice(0, 10).map(({ path, message }) => `- ${path === '' ? '' : `${code(path)} `}${forMarkdown(message.slice(0, 300))}`),
        ...(problems.length > 10 ? [`- and ${(problems.length - 10).toLocaleString('en')} more`] : []),
      ];

const footer = (standing: number, gone: number, fixed: number): string[] => {
  if (standing > 0)
    return ['', 'Each value goes into a secret store, a reference takes its place, and what was pushed is rotated: history, forks and clones keep it.'];
  if (gone > 0)
    return ['', 'A value that was pushed can be read by whoever has the history. Rotate it; rewriting the branch helps only against those who come later.'];
  return fixed > 0 ? ['', 'What was pushed once may still be in the history, in forks and in clones: rotate each value, if that is not done yet.'] : [];
};

/**
 * The sticky comment of a pull request: markdown of at most `MAX_COMMENT` characters. Nothing in it that a pull request decides (names of files
 * and keys, titles of rules) can act as markdown, HTML, mention or link, and it holds no value.
 */
export const writeComment = ({ id, place, findings, problems, suppressed, isChange, before }: CommentRequest): string => {
  const isGone = (finding: CommentFinding): boolean => isChange && finding.commit !== undefined;
  const standing = findings.filter((finding) => !isGone(finding));
  const gone = findings.filter(isGone);
  const now = new Set(standing.map(({ fingerprint }) => fingerprint.slice(0, SEEN_LENGTH)));
  // what came first is kept, so that a full memory stays as it is
  const seen = [...new Set([...(before?.seen ?? []), ...findings.map(({ fingerprint }) => fingerprint.slice(0, SEEN_LENGTH))])].slice(0, MAX_SEEN);
  const known = new Set(gone.map(({ fingerprint }) => fingerprint.slice(0, SEEN_LENGTH)));
  const fixed = (before?.seen ?? []).filter((fingerprint) => !now.has(fingerprint) && !known.has(fingerprint)).length;
  const text = figures(standing, gone.length, fixed, suppressed);
  const head = [markerOf(id), `<!-- watertight:seen ${seen.join(',')} -->`, headline(standing.length, gone.length, fixed, problems.length > 0)];
  if (text !== '') head.push('', text);
  const tail = [
    ...problemLines(problems),
    ...footer(standing.length, gone.length, fixed),
    '',
    `<sub>Commit \`${place.head.slice(0, 10)}\`. Values are never shown.</sub>`,
  ];
  const body: string[] = [];
  let room = MAX_COMMENT - [...head, ...tail].join('\n').length - 300;
  let left = 0;
  for (const [group, intro] of [[standing, undefined] as const, [gone, '#### No longer in the files, but in the history'] as const]) {
    if (group.length > 0 && intro !== undefined) body.push('', intro);
    for (const [path, ofFile] of byFile(group)) {
      const title = ['', `**${code(path)}**`, ''];
      const items: string[] = [];
      room -= title.join('\n').length + 1;
      for (const finding of ofFile) {
        const item = itemOf(finding, place, isGone(finding), isChange);
        if (item.length + 1 > room) break;
        room -= item.length + 1;
        items.push(item);
      }
      if (items.length > 0) body.push(...title, ...items);
      left += ofFile.length - items.length;
    }
  }
  if (left > 0) body.push('', `… and ${plural(left, 'more finding')}: there is no room for them here; the summary of the run and the JSON report have more.`);
  return `${[...head, ...body, ...tail].join('\n')}\n`;
};
