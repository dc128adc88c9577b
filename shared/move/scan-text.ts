import type { Finding } from '../model/finding.ts';
import { type ScanRequest, scan } from '../scan/scan.ts';

/** How files are scanned: as `watertight scan` does, with the same configuration and suppressions. */
export type ScanSettings = Omit<ScanRequest, 'source' | 'worker' | 'onProgress' | 'signal'> & {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** The findings in the bytes of a file, whatever the disk holds by now. */
export type ScanText = (path: string, bytes: Uint8Array) => Promise<readonly Finding[]>;

const once = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};

export const createScanText =
  ({ cwd, env, ...settings }: ScanSettings): ScanText =>
  async (path, bytes) => {
    const { findings } = await scan({ ...settings, threads: 1, source: { kind: 'stream', path, chunks: once(bytes), cwd, env } });
    return findings;
  };
