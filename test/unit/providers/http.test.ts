import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Call, withDeadline } from '../../../shared/providers/deadline.ts';
import { createSend, type HttpRequest, type Patience } from '../../../shared/providers/http.ts';
import { type HttpStore, startHttpStore } from '../../fakes/http-store.ts';
import { everythingOf, failureOf } from '../../support/failure-of.ts';

const CANARY = ['can', 'ary', 'Q7w2', 'x9'].join('-');

describe('the HTTP client', () => {
  let store: HttpStore;
  let waits: number[];
  const patience: Patience = {
    sleep: async (ms) => void waits.push(ms),
    random: () => 1,
    now: () => Date.parse('2026-01-01T00:00:00Z'),
  };
  const call: Call = { signal: new AbortController().signal, leftMs: () => 30_000 };
  const ask = (request: Partial<HttpRequest> = {}, during = call) =>
    createSend('The store', patience)({ method: 'GET', url: `${store.url}/v1/x`, headers: { 'x-token': CANARY }, ...request }, during);
  const put = { method: 'PUT', json: { value: CANARY } } as const;

  beforeEach(async () => {
    waits = [];
    store = await startHttpStore(({ path }) => ({ status: 200, body: { path } }), { errors: [] });
  });
  afterEach(() => store.close());

  it('asks again after throttling, for as long as the server says and a little more', async () => {
    store.fault({ kind: 'throttle', times: 1, retryAfter: '3' });
    store.fault({ kind: 'throttle', times: 1, retryAfter: 'Thu, 01 Jan 2026 00:00:02 GMT' });
    store.fault({ kind: 'throttle', times: 1, retryAfter: 'soon' });
    expect((await ask()).body).toEqual({ path: '/v1/x' });
    expect(waits).toEqual([3600, 2400, 800]);
  });

  it('waits longer each time, at random, and gives up after four attempts', async () => {
    store.fault({ kind: 'fail' });
    expect((await ask()).status).toBe(500);
    expect(waits).toEqual([200, 400, 800]);
    expect(store.requests.length).toBe(4);
  });

  it('gives up at once where the wait would outlast the call', async () => {
    store.fault({ kind: 'throttle', retryAfter: '3600' });
    expect((await ask()).status).toBe(429);
    expect([waits, store.requests.length]).toEqual([[], 1]);
  });

  it('sends again after a lost connection what may be done twice, and nothing else', async () => {
    store.fault({ kind: 'drop', times: 1 });
    expect((await ask()).status).toBe(200);
    store.fault({ kind: 'truncate', times: 1 });
    expect((await ask()).status).toBe(200);
    const before = store.requests.length;
    for (const kind of ['drop', 'lost'] as const) {
      store.fault({ kind, times: 1 });
      const error = await failureOf(ask(put));
      expect([error.code, error.hint]).toEqual(['unreachable', expect.stringContaining('may have been done')]);
    }
    store.fault({ kind: 'fail', times: 1 });
    expect((await ask(put)).status).toBe(500);
    expect(store.requests.length).toBe(before + 3);
    store.fault({ kind: 'unavailable', times: 1 });
    expect((await ask(put)).status).toBe(200);
  });

  it('names the network error and the host', async () => {
    await store.close();
    const error = await failureOf(ask(put));
    expect([error.code, error.message]).toEqual(['unreachable', `The store can't be reached: ${new URL(store.url).host} (ECONNREFUSED)`]);
    expect(waits.length).toBe(3);
  });

  it('follows no redirect to another origin, and tells it nothing', async () => {
    const other = await startHttpStore(() => ({ status: 200, body: {} }), {});
    for (const location of [
      `${other.url}/v1/x`,
      `//${new URL(other.url).host}/`,
      store.url.replace('http:', 'https:'),
      store.url.replace('127.0.0.1', 'localhost'),
    ]) {
      store.fault({ kind: 'redirect', times: 1, location });
      const error = await failureOf(ask());
      expect([error.code, error.message]).toEqual(['unreachable', expect.stringContaining('another host')]);
    }
    expect(other.requests.length).toBe(0);
    await other.close();
  });

  it('follows redirects on the same origin, and not for ever', async () => {
    store.fault({ kind: 'redirect', times: 1, location: '/v1/y' });
    expect((await ask(put)).body).toEqual({ path: '/v1/y' });
    expect(store.requests.at(-1)?.text).toContain(CANARY);
    store.fault({ kind: 'redirect', location: '/v1/y' });
    expect((await ask()).status).toBe(307);
  });

  it('gives an answer that is no JSON without a body', async () => {
    store.fault({ kind: 'malformed', times: 1 });
    expect(await ask()).toMatchObject({ status: 200, body: undefined });
  });

  it('reads no more than 32 MiB', async () => {
    const large = await startHttpStore(() => ({ status: 200, body: 'x'.repeat(34 * 1024 * 1024) }), {});
    expect((await failureOf(ask({ url: large.url }))).message).toContain('32 MiB');
    await large.close();
  });

  it('ends with the deadline, and when it is told to', async () => {
    store.fault({ kind: 'hang' });
    const late = await failureOf(withDeadline('The store', 100, undefined, (during) => ask({}, during)));
    expect([late.code, late.message]).toEqual(['timeout', 'no answer in 0.1 s: The store']);
    const controller = new AbortController();
    const stopped = failureOf(withDeadline('The store', 60_000, controller.signal, (during) => ask({}, during)));
    controller.abort();
    expect((await stopped).code).toBe('timeout');
    expect((await failureOf(withDeadline('The store', 60_000, controller.signal, (during) => ask({}, during)))).code).toBe('timeout');
    await expect(withDeadline('The store', 100, undefined, () => new Promise(() => {}))).rejects.toThrow('no answer');
  });

  it('shows nothing of headers and bodies, whatever goes wrong', async () => {
    const errors: unknown[] = [await failureOf(ask({ headers: { 'x-token': `${CANARY}\n` } })), await failureOf(ask({ headers: { 'x-token': `ä${CANARY}` } }))];
    expect(errors.map((error) => (error as { code: string }).code)).toEqual(['authentication', 'authentication']);
    for (const kind of ['drop', 'lost', 'truncate', 'redirect'] as const) {
      store.fault({ kind, times: 1, location: 'https://elsewhere.example/' });
      errors.push(await failureOf(ask({ ...put, maxAttempts: 1 })));
    }
    for (const error of errors) expect(everythingOf(error)).not.toContain(CANARY);
  });
});
