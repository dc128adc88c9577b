import { createHash } from 'node:crypto';
import type { Rule } from '../../shared/model/rule.ts';
import { token } from '../../shared/rules/pattern.ts';

/** What `token` puts before a value. */
const START = token('').split('(?<secret>')[0]!;

/**
 * What decides how the time of a pattern grows with its text, and no more. Looks back and ahead that hold no choice go. Letters, digits and
 * classes of them all become `\w`, which can only overlap more than what it stands for, and fixed counts become one. Quantifiers that leave
 * a choice stay as they are. So a pattern is never worse than its skeleton.
 */
export const skeletonOf = (rule: Pick<Rule, 'pattern' | 'flags'>): string =>
  rule.pattern
    .replaceAll(START, '')
    .replace(/\(\?<?!(?:[^()[\]\\]|\\.|\[[^\]]*\])*\)/g, '')
    .replaceAll('(?<secret>', '(?:')
    .replace(/\[(?:[\w-]|\\[wd])+\]/g, '\\w')
    .replace(/\{\d+\}/g, '{4}')
    .replace(/(\\.|\[(?:[^\]\\]|\\.)*\]|\(\?[:=!]|\(\?<[=!]|\{[\d,]+\})|[A-Za-z0-9_-]/g, (_, kept: string | undefined) => kept ?? '\\w')
    .replace(/(?:\\w(?:\{4\})?(?![?{])){2,}/g, '\\w{4}')
    .replace(/\\w\{4\}(?:\[ _.-\]\?\\w\{4\}){2,}/g, '\\w{4}[ _.-]?\\w{4}')
    .replace(/(?<=[(:|]|^)([^()|]+)(?:\|\1(?=[|)]))+/g, '$1')
    .replace(/\(\?:(\\w\{4\})\)(?![?{])/g, '$1');

/** Under which a skeleton's verdict is stored: 16 hex characters. */
export const hashOfSkeleton = (skeleton: string): string => createHash('sha256').update(skeleton).digest('hex').slice(0, 16);
