import { createStreamCutter } from './cut-stream.ts';
import type { TextItem } from './source-item.ts';

/** Standard input, or any stream, as the file that `path` names (`--stdin-path`): the name decides the format. Large ones come in pieces. */
export async function* readStream(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<TextItem> {
  const cutter = createStreamCutter({ path });
  for await (const chunk of chunks) for (const fragment of cutter.push(chunk)) yield toTextItem(fragment);
  for (const fragment of cutter.end()) yield toTextItem(fragment);
}

const toTextItem = (fragment: TextItem['fragment']): TextItem => ({ kind: 'text', path: fragment.origin.path, fragment });
