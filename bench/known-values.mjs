// What a search for known values costs: one pass over a text, for 1 and for 10,000 values of mixed length. `npm run bench` holds the ratio.
import { hash, randomBytes } from 'node:crypto';
import { loadTs } from '../scripts/load-ts.mjs';
import { median } from './measure.mjs';

const { createFinder } = await loadTs('shared/text/find-fingerprints.ts');
const { indexFingerprints } = await loadTs('shared/text/fingerprint-index.ts');
const { takeFingerprints } = await loadTs('shared/text/fingerprints.ts');
const { needlesOf } = await loadTs('shared/text/needles.ts');

/** 10,000 values may cost this many times what one costs. */
const MOST_RATIO = 1.5;
const MANY = 10_000;
const LINES = 200_000;
const PLANTED = 100;
const LINES_OF_PIECE = 8000;

const KEY = randomBytes(32).toString('hex');
const digest = (key, text) => hash('sha256', key + text, 'binary');

/** 12 to 44 characters, with and without marks, some with a start in common. */
const madeUp = (i) => {
  const random = randomBytes(33).toString('base64');
  const value = random.slice(0, 12 + (i % 33));
  return i % 3 === 0 ? `acme_${value.replace(/[+/]/g, 'x')}` : i % 3 === 1 ? value : value.replace(/[AEIOU]/g, '!');
};

const logOf = (planted) => {
  const lines = [];
  for (let i = 0; i < LINES; i++) {
    const leak = i % (LINES / PLANTED) === 0 ? ` token=${planted}` : '';
    lines.push(
      `2026-05-11T10:${String(i % 60).padStart(2, '0')}:07.1234567Z Compiling module-${i % 977}/src/file_${i % 613}.rs in ${i % 89}ms (sha ${((i * 2654435761) >>> 0).toString(16)})${leak}\n`,
    );
  }
  // As a scan reads a large file: in pieces, at line ends.
  return Array.from({ length: LINES / LINES_OF_PIECE }, (_, i) => lines.slice(i * LINES_OF_PIECE, (i + 1) * LINES_OF_PIECE).join(''));
};

/** @returns {number} how many bars were missed */
export const benchKnownValues = (runs) => {
  const values = Array.from({ length: MANY }, (_, i) => madeUp(i));
  const pieces = logOf(values[0]);
  const megabytes = pieces.reduce((sum, piece) => sum + piece.length, 0) / 1e6;
  const started = performance.now();
  const make = (some) => {
    const needles = some.flatMap((value, i) => [...needlesOf(value, `value ${i}`, 8)]);
    return createFinder(indexFingerprints(takeFingerprints(needles, { key: KEY, windows: 'few', minLength: 8, digest }), KEY));
  };
  const many = make(values);
  const buildSeconds = (performance.now() - started) / 1000;
  const finders = { one: make(values.slice(0, 1)), many };
  const times = { one: [], many: [] };
  for (let run = 0; run <= runs; run++) {
    for (const name of ['one', 'many']) {
      const from = performance.now();
      const hits = pieces.reduce((sum, piece) => sum + finders[name](piece).length, 0);
      if (run > 0) times[name].push((performance.now() - from) / 1000);
      if (hits !== PLANTED) {
        console.error(`known values: ${hits} found, ${PLANTED} expected`);
        return 1;
      }
    }
  }
  const [one, lots] = [median(times.one), median(times.many)];
  const ratio = lots / one;
  console.log(
    `known values               ${megabytes.toFixed(1).padStart(7)} MB: 1 value ${(megabytes / one).toFixed(0)} MB/s, ${MANY} values ${(megabytes / lots).toFixed(0)} MB/s, ${ratio.toFixed(2)} times as long; ${MANY} values are indexed in ${buildSeconds.toFixed(1)} s`,
  );
  if (ratio <= MOST_RATIO) return 0;
  console.error(`known values: ${MANY} cost more than ${MOST_RATIO} times what one costs`);
  return 1;
};
