import { archiveKind } from './archive.ts';
import { toItem } from './cut-item.ts';
import { createStreamCutter } from './cut-stream.ts';
import { SNIFF_BYTES, sniff } from './encoding.ts';
import type { OnProblem } from './problems.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits, type SourceItem } from './source-item.ts';

/** An archive that comes as a stream is held in memory: the list of members of a zip file is at its end. */
const MAX_PACKED_BYTES = 512 * 1024 ** 2;

const joined = (parts: readonly Uint8Array[], size: number): Uint8Array => {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/**
 * Standard input, or any stream, as the file that `path` names (`--stdin-path`): the name decides the format. Large texts come in pieces; where
 * archives are looked into, what is no text comes as a whole.
 */
export async function* readStream(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  { archives }: Pick<ReadLimits, 'archives'> = DEFAULT_READ_LIMITS,
  onProblem: OnProblem = () => {},
): AsyncGenerator<SourceItem> {
  const cutter = createStreamCutter((cut) => toItem(cut, { path }));
  /** As long as it is not known that this is a text. */
  let parts: Uint8Array[] | undefined = archives ? [] : undefined;
  let size = 0;
  const isText = (): boolean => {
    const start = joined(parts ?? [], size);
    return archiveKind(start) === undefined && sniff(start) !== undefined;
  };
  const asText = function* (): Generator<SourceItem> {
    for (const part of parts ?? []) yield* cutter.push(part);
    parts = undefined;
  };
  for await (const chunk of chunks) {
    if (parts === undefined) {
      yield* cutter.push(chunk);
      continue;
    }
    const before = size;
    size += chunk.length;
    if (size > MAX_PACKED_BYTES) {
      const message = `an archive of more than ${MAX_PACKED_BYTES} bytes on standard input was not opened`;
      return onProblem({ code: 'archive-limit', path, message, incomplete: true });
    }
    parts.push(chunk);
    if (before < SNIFF_BYTES && size >= SNIFF_BYTES && isText()) yield* asText();
  }
  if (parts !== undefined && size < SNIFF_BYTES && isText()) yield* asText();
  if (parts === undefined) yield* cutter.end();
  else yield { kind: 'bytes', path, bytes: joined(parts, size) };
}
