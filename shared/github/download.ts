import { AppError } from '../model/app-error.ts';
import { type Github, isSafeAddress, networkCode } from './client.ts';
import { backOffMs } from './patience.ts';

export interface DownloadOptions {
  /** More is not taken. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

const MAX_ATTEMPTS = 4;
const MAX_HOPS = 3;
/** The longest silence within a download. */
const IDLE_MS = 60_000;

/** Something that another attempt, with a fresh address, may mend. */
class Broken {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

const tooLarge = (what: string, maxBytes: number): AppError =>
  new AppError('incomplete', `larger than ${Math.round(maxBytes / 1e6)} MB, not downloaded: ${what}`, 'Download it yourself and scan the file.');

/** What room is made for at least; the server may not say how much will come. */
const FIRST_BYTES = 1024 ** 2;

const readAll = async (response: Response, what: string, options: DownloadOptions, touch: () => void): Promise<Uint8Array> => {
  // the length that the server speaks of is an offer: it spares a copy of all of it
  let content = Buffer.allocUnsafeSlow(Math.min(Math.max(Number(response.headers.get('content-length')) || 0, FIRST_BYTES), options.maxBytes));
  let bytes = 0;
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    touch();
    const end = bytes + part.value.length;
    if (end > options.maxBytes) {
      await reader?.cancel();
      throw tooLarge(what, options.maxBytes);
    }
    if (end > content.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(end, 2 * content.length), options.maxBytes));
      content.copy(larger, 0, 0, bytes);
      content = larger;
    }
    content.set(part.value, bytes);
    bytes = end;
    options.onProgress?.(bytes);
  }
  return content.subarray(0, bytes);
};

/** Ends a download that says nothing for too long, or that the caller gives up. */
const createWatch = (stop: AbortSignal | undefined): { readonly signal: AbortSignal; readonly touch: () => void; readonly end: () => void } => {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  const timer = setTimeout(giveUp, IDLE_MS);
  return {
    signal: stop === undefined ? controller.signal : AbortSignal.any([stop, controller.signal]),
    touch: () => void timer.refresh(),
    end: () => clearTimeout(timer),
  };
};

/** Follows the address that GitHub gave, to whatever host, with nothing that says who asks. */
const fetchLaid = async (address: string, what: string, options: DownloadOptions): Promise<Uint8Array | Broken> => {
  const watch = createWatch(options.signal);
  try {
    let url = address;
    for (let hops = 0; hops <= MAX_HOPS; hops++) {
      if (!isSafeAddress(url)) throw new AppError('unreachable', `GitHub sends us to an address that is not https://: ${what}`);
      const response = await fetch(url, { headers: { 'user-agent': 'watertight' }, redirect: 'manual', signal: watch.signal });
      const location = response.headers.get('location');
      if (response.ok) return await readAll(response, what, options, watch.touch);
      await response.body?.cancel();
      if (response.status < 301 || response.status > 308 || location === null || !URL.canParse(location, url)) return new Broken(`HTTP ${response.status}`);
      url = new URL(location, url).href;
    }
    return new Broken('too many redirects');
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof AppError) throw error;
    return new Broken(networkCode(error));
  } finally {
    watch.end();
  }
};

/**
 * Downloads what the API keeps elsewhere: logs, artifacts. It answers with an address that is good for a minute and needs no token, on another
 * host that gets none. An address that does not work any more, or a connection that breaks off, is asked for again.
 * @throws AppError `incomplete` when it is larger than `maxBytes`, `unreachable`; what `Github.ask` throws
 */
export const download = async (github: Github, path: string, options: DownloadOptions): Promise<Uint8Array> => {
  for (let attempt = 1; ; attempt++) {
    const response = await github.ask('GET', path);
    const location = response.headers.get('location');
    const base = response.url;
    let result: Uint8Array | Broken;
    if (location !== null && !response.ok) {
      await response.body?.cancel();
      result = URL.canParse(location, base) ? await fetchLaid(new URL(location, base).href, path, options) : new Broken('an address that is none');
    } else {
      result = await readAll(response, path, options, () => {}).catch((error: unknown) => {
        options.signal?.throwIfAborted();
        if (error instanceof AppError) throw error;
        return new Broken(networkCode(error));
      });
    }
    if (!(result instanceof Broken)) return result;
    if (attempt === MAX_ATTEMPTS) throw new AppError('unreachable', `the download failed ${MAX_ATTEMPTS} times: ${path} (${result.why})`, 'Try again later.');
    await github.patience.sleep(backOffMs(attempt, github.patience.random()), options.signal);
    options.signal?.throwIfAborted();
  }
};
