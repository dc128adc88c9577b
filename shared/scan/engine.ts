import type { Allowlist } from '../model/allowlist.ts';
import type { Finding, Suppressed } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule, Severity } from '../model/rule.ts';
import type { UserRule } from '../model/user-rule.ts';
import { type Extent, ownExtent } from '../sources/extent.ts';
import { readItem } from '../sources/read-item.ts';
import type { ReadLimits, SourceItem } from '../sources/source-item.ts';
import { createAllowlistFilter } from '../suppress/allowlist.ts';
import { dropBaselineHashes } from '../suppress/baseline-lines.ts';
import { applyInlineAllows } from '../suppress/inline.ts';
import type { Automaton } from '../text/aho-corasick.ts';
import { createRuleSet, scanFragment } from './scan-fragment.ts';
import { toWire, type WireFinding } from './wire.ts';

/** Everything that scanning depends on, as plain data: the same in every thread. */
export interface EngineSetup {
  readonly rules: readonly Rule[];
  readonly userRules: readonly UserRule[];
  /** Ids whose findings are dropped: those that no `Rule` makes. */
  readonly disabledRules: readonly string[];
  /** Severities that the configuration changed. */
  readonly severities: readonly (readonly [string, Severity])[];
  readonly limits: ReadLimits;
  /** Whether comments that allow a finding are honoured. */
  readonly inlineAllows: boolean;
  readonly allowlists: readonly Allowlist[];
  /** Layers of encoding to take off; absent: the usual number. */
  readonly decodeDepth?: number;
  /** The automaton of these rules, where another thread has built it. */
  readonly automaton?: Automaton;
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
}

export const createEngine = (setup: EngineSetup): Engine => {
  const ruleSet = createRuleSet(setup.rules, setup.userRules, setup.automaton, setup.decodeDepth);
  const known = new Set([...setup.rules, ...setup.userRules].map((rule) => rule.id));
  const disabled = new Set(setup.disabledRules);
  const severities = new Map(setup.severities);
  const configured = (findings: readonly Finding[]): readonly Finding[] => {
    if (disabled.size === 0 && severities.size === 0) return findings;
    return findings
      .filter(({ ruleId }) => !disabled.has(ruleId))
      .map((finding) => ({ ...finding, severity: severities.get(finding.ruleId) ?? finding.severity }));
  };
  const filterAllowed = createAllowlistFilter(setup.allowlists);

  const scanBatch = async (batch: Batch): Promise<BatchResult> => {
    const findings: ScannedFinding[] = [];
    const problems: Problem[] = [];
    const pieces: { path: string; index: number; extent: Extent }[] = [];
    const onProblem = (problem: Problem): void => void problems.push(problem);
    let files = 0;
    let bytes = 0;
    for (const item of batch) {
      const piece = item.kind === 'file' ? item.piece : undefined;
      let read = false;
      for (const fragment of readItem(item, setup.limits, onProblem)) {
        read = true;
        const found = configured(dropBaselineHashes(fragment, scanFragment(fragment, ruleSet, onProblem)));
        const at = piece === undefined ? {} : { piece: piece.index };
        const inline = setup.inlineAllows ? applyInlineAllows(fragment, found, known) : { kept: found, suppressed: [] };
        const listed = filterAllowed(fragment, inline.kept);
        for (const finding of listed.kept) findings.push({ finding: toWire(finding), ...at });
        for (const { finding, by, why } of [...inline.suppressed, ...listed.suppressed])
          findings.push({ finding: toWire(finding), silenced: { by, why }, ...at });
        if (piece !== undefined) pieces.push({ path: item.path, index: piece.index, extent: ownExtent(fragment) });
      }
      if (read && isFirstPiece(item)) files += 1;
      if (read) bytes += bytesOf(item);
    }
    return { findings, files, bytes, problems, pieces };
  };
  return { scanBatch, automaton: ruleSet.prefilter.automaton };
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
