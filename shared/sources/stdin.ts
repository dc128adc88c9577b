import { toItem } from './cut-item.ts';
import { createStreamCutter } from './cut-stream.ts';
import type { SourceItem } from './source-item.ts';

/** Standard input, or any stream, as the file that `path` names (`--stdin-path`): the name decides the format. Large ones come in pieces. */
export async function* readStream(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<SourceItem> {
  const cutter = createStreamCutter((cut) => toItem(cut, { path }));
  for await (const chunk of chunks) yield* cutter.push(chunk);
  yield* cutter.end();
}
