import { join } from 'node:path';
import { CONFIG_FILES, isGitleaks } from '../../shared/config/load.ts';
import type { CarriedOver } from './carry-over.ts';
import type { Part, Place } from './part.ts';

/** How the repository is going to be scanned once everything is written. */
export interface Outlook {
  readonly part: Part;
  /** Globs that the configuration to come leaves out. */
  readonly exclude: readonly string[];
  /** A configuration file that the one to come takes over; undefined: the one that is there, if any. */
  readonly config: string | undefined;
}

const FILE = 'watertight.toml';

/** A TOML string (https://toml.io/en/v1.0.0#string). */
const quote = (text: string): string => JSON.stringify(text);

const textFor = (excludes: CarriedOver['excludes']): string => {
  const lines = ['# How this repository is scanned. Every setting is optional; docs/configuration.md of Watertight has them all.', '', '# fail-on = "medium"'];
  lines.push('', '[scan]');
  if (excludes.length === 0) lines.push('# exclude = ["vendor/", "**/*.snap"]');
  else {
    lines.push('# What the scanner that was here before left out.', 'exclude = [');
    for (const { glob, from } of excludes) lines.push(`  ${quote(glob)}, # ${from.replace(/[\x00-\x1f\x7f]/g, ' ')}`);
    lines.push(']');
  }
  return `${lines.join('\n')}\n`;
};

/** The configuration. One that is there is left as it is, gitleaks' included. */
export const planConfig = ({ root, read }: Place, { excludes, gitleaksFile, notes }: CarriedOver): Outlook => {
  const there = CONFIG_FILES.find((name) => read(name) !== undefined);
  const globs = excludes.map(({ glob }) => glob);
  if (there !== undefined) {
    const text = read(there) ?? '';
    const own = [...notes];
    if (isGitleaks(there, text)) {
      own.push(`${there} is read as it is.`);
      if (!/^\s*useDefault\s*=\s*true/im.test(text) && !/^\s*path\s*=/im.test(text.split('[extend]')[1]?.split(/^\s*\[/m)[0] ?? ''))
        own.push(`${there} replaces all built-in rules: [extend] useDefault = true adds ours.`);
    }
    const missing = excludes.filter(({ glob }) => !text.includes(glob));
    for (const { glob, from } of missing) own.push(`${from} leaves out what ${there} does not; by hand, if it should: ${glob}`);
    return { part: { name: 'config', isThere: true, summary: there, changes: [], notes: own }, exclude: [], config: undefined };
  }
  const isExtended = gitleaksFile !== undefined;
  const name = isExtended ? '.gitleaks.toml' : FILE;
  const after = isExtended
    ? `# Watertight reads the configuration of gitleaks as it is, from the root of the repository.\n[extend]\npath = ${quote(gitleaksFile)}\n`
    : textFor(excludes);
  const more = isExtended ? excludes.map(({ glob, from }) => `${from} leaves out what ${gitleaksFile} does not; by hand, if it should: ${glob}`) : [];
  return {
    part: {
      name: 'config',
      isThere: false,
      summary: `create ${name}`,
      changes: [{ file: join(root, name), before: undefined, after }],
      notes: [...notes, ...more],
    },
    exclude: isExtended ? [] : globs,
    config: gitleaksFile,
  };
};
