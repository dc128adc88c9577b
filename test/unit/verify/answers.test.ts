import { describe, expect, it } from '@jest/globals';
import type { Example } from '../../../shared/model/live-check.ts';
import { LIVE_CHECKS } from '../../../shared/rules/live-checks.ts';
import { type Announcement, verifyFindings } from '../../../shared/verify/verify-findings.ts';
import { checkableBy } from '../../support/checkable.ts';
import { createVendorServer, reply } from '../../support/vendor-server.ts';

const NO_WAIT = { now: () => 0, sleep: async () => {} };

/** A host as data has it, a part in front of the domain left open. */
const hostsOf = (urls: readonly string[]): RegExp[] =>
  urls.map((url) => new RegExp(`^${(/^https:\/\/([^/]+)/.exec(url)?.[1] ?? '').replace(/\./g, '\\.').replace(/\{\w+\}/g, '[a-z0-9]+')}$`));

describe.each(LIVE_CHECKS.map((check) => [check.id, check] as const))('%s', (_, check) => {
  const ask = async (example: Example) => {
    const findings = checkableBy(check);
    expect(findings.length).toBeGreaterThan(0);
    const server = await createVendorServer((_asked, response) => reply(response, example));
    try {
      let told: Announcement | undefined;
      const verified = await verifyFindings(findings, {
        checks: [check],
        connect: server.connect,
        time: NO_WAIT,
        onPlan: (plan) => {
          told = plan;
        },
      });
      const main = verified.find((finding) => check.rules.includes(finding.ruleId) && finding.validity !== undefined);
      return { findings, server, told, main };
    } finally {
      await server.close();
    }
  };

  it.each(check.examples.active.map((example, index) => [`${example.status}, number ${index + 1}`, example] as const))(
    'knows the documented answer of an active one: %s',
    async (_name, example) => {
      const { main, server, findings, told } = await ask(example);
      expect(main?.validity).toMatchObject({ state: 'active' });
      expect(main?.confidence).toBe('high');
      // Told of before: every host that the data has for it.
      expect(Object.keys(told?.hosts ?? {}).length).toBe(new Set(check.urls.map((url) => url.split('/')[2])).size);
      // One request, to the declared host alone, by its name and on the port of https.
      expect(server.asked.length).toBe(1);
      const [host = ''] = hostsOf(check.urls);
      expect(server.asked[0]?.host).toMatch(host);
      expect(server.connections).toEqual([`${server.asked[0]?.host}:443`]);
      const sent = JSON.stringify(server.asked[0]?.headers) + server.asked[0]?.body;
      const value = findings.find((finding) => check.rules.includes(finding.ruleId))?.secret.reveal() ?? '';
      if (check.secretInUrl === undefined) expect(server.asked[0]?.path).not.toContain(value);
      if (check.signed !== undefined) expect(sent).not.toContain(value);
      expect(JSON.stringify(main?.validity)).not.toContain(value);
    },
  );

  it.each(check.examples.inactive.map((example, index) => [`${example.status}, number ${index + 1}`, example] as const))(
    'knows the documented answer of an inactive one: %s',
    async (_name, example) => {
      const { main, server } = await ask(example);
      expect(main?.validity).toMatchObject({ state: 'inactive', identity: {} });
      // Every region has been asked, and nobody else.
      expect(server.asked.length).toBe(check.urls.length);
      server.asked.forEach(({ host }, index) => {
        expect(host).toMatch(hostsOf(check.urls)[index] as RegExp);
      });
      if (check.elsewhere === undefined) expect(['info', 'low']).toContain(main?.severity);
      else expect(main?.severity).toBe('high');
    },
  );

  it('takes what is not documented for unknown, and what is documented to say neither', async () => {
    for (const example of [
      ...(check.examples.unknown ?? []),
      { status: 200, body: '<html>Maintenance</html>' },
      { status: 200, body: '{"unfinished": ' },
      { status: 200, body: '[] "owner" ok true valid' },
      { status: 204, body: '' },
      { status: 401, body: '<!DOCTYPE html>\n<html><title>Sign in</title>' },
      {
        status: 403,
        body: `\n<html><title>Attention Required! | Cloudflare</title>${check.examples.active.map(({ body }) => JSON.stringify(body)).join(' ')}</html>`,
      },
      { status: 400, body: 'Bad Request' },
      { status: 403, body: 'Blocked' },
      { status: 404, body: 'Not Found' },
      { status: 407, body: {} },
      { status: 500, body: {} },
      { status: 503, body: 'later' },
    ]) {
      const { main } = await ask(example);
      expect([example, main?.validity?.state]).toEqual([example, 'unknown']);
      expect(main?.severity).toBe('high');
    }
  });
});
