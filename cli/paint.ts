import pc from 'picocolors';
import { NO_PAINT, type Paint } from '../shared/report/pretty.ts';

/** Colour for a stream: on a terminal only, never with `NO_COLOR` (no-color.org) or `--no-color`; `FORCE_COLOR` turns it on. */
export const paintFor = (stream: NodeJS.WriteStream, wanted: boolean): Paint => {
  const forced = (process.env['FORCE_COLOR'] ?? '') !== '' && process.env['FORCE_COLOR'] !== '0';
  const refused = (process.env['NO_COLOR'] ?? '') !== '' || !wanted || process.env['TERM'] === 'dumb';
  if (refused || !(stream.isTTY === true || forced)) return NO_PAINT;
  const { bold, dim, red, yellow, cyan, green } = pc.createColors(true);
  return { bold, dim, red, yellow, cyan, green };
};
