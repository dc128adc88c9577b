import type { ProblemCode } from '../model/problem.ts';
import { toItem } from './cut-item.ts';
import { createStreamCutter } from './cut-stream.ts';
import { toMemberName } from './path-names.ts';
import type { OnProblem } from './problems.ts';
import type { ReadLimits, SourceItem } from './source-item.ts';
import { unpackMember } from './unpack-member.ts';
import { admit, messageOf, type Sink, type Unpacking } from './unpacking.ts';
import { type ByteSource, listZip, type ZipEntry } from './zip.ts';

interface Options {
  readonly limits: ReadLimits;
  readonly onProblem: OnProblem;
}

/** A member, and how to unpack it into a sink of one's own. */
interface Member {
  readonly path: string;
  readonly unpack: <T>(sink: Sink<T>) => Generator<T>;
}

/** The members of a zip file, one after another. Archives in it are not opened. */
function* openMembers(source: ByteSource, { limits, onProblem }: Options): Generator<Member> {
  const report = (code: ProblemCode, path: string, message: string) => onProblem({ code, path, message, incomplete: true });
  const unpacking: Unpacking = { limits, origin: { path: '' }, report, entries: 0, bytes: 0, isOver: false };
  const unpackEntry = function* <T>(entry: ZipEntry, path: string, sink: Sink<T>): Generator<T> {
    try {
      yield* unpackMember(source, entry, sink, path, unpacking);
    } catch (error) {
      report('archive-unreadable', path, messageOf(error));
    }
  };
  try {
    for (const entry of listZip(source)) {
      if (entry.name.endsWith('/') || entry.isLink) continue;
      if (!admit(unpacking, '')) return;
      const path = toMemberName(entry.name);
      yield { path, unpack: (sink) => unpackEntry(entry, path, sink) };
    }
  } catch (error) {
    report('archive-unreadable', '', messageOf(error));
  }
}

/** The members of a zip file as files of their own, named as in it: for the logs of a run. Large ones come in pieces. */
export async function* listZipMembers(source: ByteSource, options: Options): AsyncGenerator<SourceItem> {
  for (const { path, unpack } of openMembers(source, options)) {
    const cutter = createStreamCutter((cut) => toItem(cut, { path }));
    let bytes = 0;
    let count = 0;
    const counted = function* (items: readonly SourceItem[]): Generator<SourceItem> {
      count += items.length;
      yield* items;
    };
    yield* unpack({
      *push(chunk) {
        bytes += chunk.length;
        yield* counted(cutter.push(chunk));
      },
      *end() {
        yield* counted(cutter.end());
        if (bytes > 0 && count === 0) options.onProblem({ code: 'file-unreadable', path, message: 'it is no text', incomplete: true });
      },
    });
  }
}

/** The content of some members, in chunks that are good until the next one is asked for. What can't be read is left out: `listZipMembers` said so. */
export function* readZipMembers(
  source: ByteSource,
  limits: ReadLimits,
  isWanted: (path: string) => boolean,
): Generator<{ readonly path: string; readonly chunks: Iterable<Uint8Array> }> {
  for (const { path, unpack } of openMembers(source, { limits, onProblem: () => {} })) {
    if (!isWanted(path)) continue;
    const chunks = unpack<Uint8Array>({
      *push(chunk) {
        yield chunk;
      },
      *end() {},
    });
    yield { path, chunks };
  }
}
