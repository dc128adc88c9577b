import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, EXIT_CLEAN } from '../../shared/model/app-error.ts';
import { type Explanation, explainFile } from '../../shared/scan/explain.ts';
import { KNOWN_RULES } from '../../shared/scan/rule-list.ts';
import { forLog } from '../../shared/text/neutralise.ts';
import { paintFor } from '../paint.ts';
import { type Streams, writeAll } from '../run.ts';

/** `path:12` or `path`. A file that is really named so wins. */
const parsePlace = (place: string): { readonly path: string; readonly line?: number } => {
  const match = /^(.+):(\d{1,9})$/.exec(place);
  if (match === null || statSync(place, { throwIfNoEntry: false }) !== undefined) return { path: place };
  return { path: match[1] ?? place, line: Number(match[2]) };
};

const linesOf = (explanation: Explanation, color: boolean, streams: Streams): string[] => {
  const paint = paintFor(streams.out, color);
  const out = [`read as ${explanation.format}`, ''];
  for (const entry of explanation.entries) {
    out.push(`  ${paint.dim(String(entry.line).padEnd(6))} ${entry.verdict.padEnd(17)} ${paint.bold(forLog(entry.key))} ${paint.dim(entry.redacted)}`);
    for (const reason of entry.reasons) out.push(`         ${paint.dim(`because ${forLog(reason)}`)}`);
  }
  out.push(explanation.entries.length === 0 ? 'No key and value was read here.' : '', 'Findings:');
  for (const { place, ruleId, reasons, redacted } of explanation.findings) {
    out.push(`  ${paint.dim(`${place.startLine}:${place.startColumn}`.padEnd(6))} ${paint.red(ruleId)} ${paint.dim(redacted)}`);
    for (const reason of reasons) out.push(`         ${paint.dim(`because ${forLog(reason)}`)}`);
  }
  if (explanation.findings.length === 0) out.push('  none');
  return out;
};

/** `watertight explain PATH[:LINE]`: why something is flagged, and why something is not. */
export const explain = async (streams: Streams, place: string, color: boolean): Promise<number> => {
  const { path, line } = parsePlace(place);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new AppError('path-missing', `no such file: ${path}`, 'Write watertight explain PATH or PATH:LINE.');
  const explanation = explainFile(path, resolve(path), stats.size, KNOWN_RULES.rules, line);
  if (explanation === undefined) throw new AppError('nothing-scanned', `not a text: ${path}`, 'Binary files are not scanned.');
  await writeAll(streams.out, `${linesOf(explanation, color, streams).join('\n')}\n`);
  return EXIT_CLEAN;
};
