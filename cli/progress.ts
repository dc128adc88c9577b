import { clearLine, cursorTo } from 'node:readline';
import { plural } from '../shared/report/by-path.ts';

/** What a long scan has done so far. */
export interface Done {
  readonly files: number;
  readonly bytes: number;
}

/** A line on the terminal that says how far a long task is. */
export interface Progress {
  readonly update: (done: Done) => void;
  /** Removes the line. Safe to call twice. */
  readonly stop: () => void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };

/** Shown from the first second on, redrawn at most ten times a second. */
const SHOW_AFTER_MS = 1000;
const REDRAW_AFTER_MS = 100;

/** A progress line on `stream`; silent where that is not a terminal. */
export const createProgress = (stream: NodeJS.WriteStream, enabled: boolean, doing = 'scanning'): Progress => {
  if (!enabled || stream.isTTY !== true) return SILENT;
  const started = performance.now();
  let drawn = 0;
  let visible = false;
  const stop = (): void => {
    if (!visible) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
    visible = false;
  };
  const update = (done: Done): void => {
    const now = performance.now();
    if (now - started < SHOW_AFTER_MS || now - drawn < REDRAW_AFTER_MS) return;
    drawn = now;
    const seconds = (now - started) / 1000;
    const text = `${doing}: ${plural(done.files, 'file')}, ${(done.bytes / 1e6).toFixed(0)} MB, ${(done.bytes / 1e6 / seconds).toFixed(0)} MB/s`;
    cursorTo(stream, 0);
    clearLine(stream, 0);
    stream.write(text.slice(0, Math.max(10, (stream.columns ?? 80) - 1)));
    visible = true;
  };
  return { update, stop };
};
