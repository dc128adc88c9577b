import type { OpenProvider, Provider } from '../model/provider.ts';
import type { Journals } from './journal.ts';
import type { ScanText } from './scan-text.ts';

/** What moving needs of the world. */
export interface MoveContext {
  /** Absolute: the folder that paths are relative to. */
  readonly root: string;
  /** The store that values go to. */
  readonly provider: Provider;
  /** For resolving what was written. */
  readonly open: OpenProvider;
  readonly journals: Journals;
  readonly scanText: ScanText;
  /** Asked between steps: a move that has rewritten no file by then is undone, another one is finished. */
  readonly signal?: AbortSignal | undefined;
  readonly wait: (ms: number) => Promise<void>;
}
