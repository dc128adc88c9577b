import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { type Extent, ownExtent } from '../sources/extent.ts';
import { readItem } from '../sources/read-item.ts';
import type { ReadLimits, SourceItem } from '../sources/source-item.ts';
import type { Automaton } from '../text/aho-corasick.ts';
import { createFragmentScanner, type DetectorSetup } from './fragment-scanner.ts';
import { toWire, type WireFinding } from './wire.ts';

/** Everything that scanning depends on, as plain data: the same in every thread. */
export interface EngineSetup extends DetectorSetup {
  readonly limits: ReadLimits;
}

/** Items that are scanned together, so that threads talk seldom. */
export type Batch = readonly SourceItem[];

/** What scanning a batch gave, as plain data. */
export interface BatchResult {
  readonly findings: readonly ScannedFinding[];
  /** Items that were read and held text. Pieces of one file count once. */
  readonly files: number;
  readonly bytes: number;
  readonly problems: readonly Problem[];
  /** How far each piece of a large file reaches, to place the findings of the pieces behind it. */
  readonly pieces: readonly { readonly path: string; readonly index: number; readonly extent: Extent }[];
  /** What became of items with a `cacheKey`; of one in pieces, one for each. */
  readonly outcomes: readonly Outcome[];
}

/** What scanning an item gave, as far as it is remembered. */
export interface Outcome {
  readonly key: string;
  /** 0 or 1: pieces of one file count once. */
  readonly files: number;
  readonly bytes: number;
  /** Whether nothing at all was found and nothing left out. */
  readonly isClean: boolean;
}

export interface ScannedFinding {
  readonly finding: WireFinding;
  /** Set when a comment or an allowlist silences it. */
  readonly silenced?: { readonly by: Suppressed['by']; readonly why: string };
  /** Set when its places count from the start of this piece. */
  readonly piece?: number;
}

export interface Engine {
  /** For the engines of other threads. */
  readonly automaton: Automaton;
  readonly scanBatch: (batch: Batch) => Promise<BatchResult>;
  /** What stands in a text of our own making, silenced or not. */
  readonly findIn: (text: string) => readonly Finding[];
}

export const createEngine = (setup: EngineSetup): Engine => {
  const scanner = createFragmentScanner(setup);

  const scanBatch = async (batch: Batch): Promise<BatchResult> => {
    const findings: ScannedFinding[] = [];
    const problems: Problem[] = [];
    const pieces: { path: string; index: number; extent: Extent }[] = [];
    const onProblem = (problem: Problem): void => void problems.push(problem);
    const outcomes: Outcome[] = [];
    let files = 0;
    let bytes = 0;
    for (const item of batch) {
      const before = findings.length + problems.length;
      const piece = item.kind === 'file' ? item.piece : undefined;
      let read = false;
      for (const fragment of readItem(item, setup.limits, onProblem)) {
        read = true;
        const found = scanner.scan(fragment, onProblem);
        const at = piece === undefined ? {} : { piece: piece.index };
        for (const finding of found.kept) findings.push({ finding: toWire(finding), ...at });
        for (const { finding, by, why } of found.suppressed) findings.push({ finding: toWire(finding), silenced: { by, why }, ...at });
        if (piece !== undefined) pieces.push({ path: item.path, index: piece.index, extent: ownExtent(fragment) });
      }
      const counted = { files: read && isFirstPiece(item) ? 1 : 0, bytes: read ? bytesOf(item) : 0 };
      files += counted.files;
      bytes += counted.bytes;
      const key = item.kind === 'file' ? undefined : item.cacheKey;
      if (key !== undefined) outcomes.push({ key, ...counted, isClean: findings.length + problems.length === before });
    }
    return { findings, files, bytes, problems, pieces, outcomes };
  };
  const findIn = (text: string): readonly Finding[] => {
    const { kept, suppressed } = scanner.scan({ text, origin: { path: 'names.txt' } }, () => {});
    return [...kept, ...suppressed.map(({ finding }) => finding)];
  };
  return { scanBatch, findIn, automaton: scanner.automaton };
};

/** Bytes of an item as stored; of a piece those that it answers for. */
export const bytesOf = (item: SourceItem): number => {
  if (item.kind === 'bytes') return item.bytes.length;
  if (item.kind === 'file') return item.piece === undefined ? item.bytes : item.bytes / item.piece.count;
  return item.piece.ownEnd - item.piece.ownStart;
};

/** The memory of items that hold their content; sources make it for each item anew. */
export const transfersOf = (batch: Batch): ArrayBuffer[] =>
  batch.flatMap((item) => {
    const bytes = item.kind === 'bytes' ? item.bytes : item.kind === 'piece' ? item.piece.bytes : undefined;
    return bytes?.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [];
  });

/** Pieces of one file count once, by the first. */
const isFirstPiece = (item: SourceItem): boolean => {
  if (item.kind === 'file') return item.piece === undefined || item.piece.index === 0;
  if (item.kind === 'bytes') return true;
  return item.base.units === 0;
};
