import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../shared/model/finding.ts';
import type { LiveCheck } from '../../../shared/model/live-check.ts';
import { LIVE_CHECKS } from '../../../shared/rules/live-checks.ts';
import { sample } from '../../../shared/rules/sample.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { type Announcement, verifyFindings } from '../../../shared/verify/verify-findings.ts';
import { makeFinding } from '../../support/make-finding.ts';
import { type Asked, createVendorServer, reply, type VendorServer } from '../../support/vendor-server.ts';

const github = (seed = 1): string => sample('ghp_{{alnum:36}}', seed);
const found = (ruleId: string, value: string, path = 'a.env'): Finding => makeFinding(value, value, { ruleId, path });
const OK = { status: 200, body: { login: 'octocat' } };

/** A clock that goes on when somebody sleeps. */
const fakeTime = () => {
  let at = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => at,
    sleep: async (ms: number) => {
      slept.push(ms);
      at += ms;
    },
  };
};

let server: VendorServer;
afterEach(() => server.close());

const serve = async (answer: (asked: Asked, response: ServerResponse) => void): Promise<VendorServer> => {
  server = await createVendorServer(answer);
  return server;
};

const verify = (findings: readonly Finding[], more: Parameters<typeof verifyFindings>[1] = {}) =>
  verifyFindings(findings, { connect: server.connect, time: fakeTime(), ...more });

describe('live checks', () => {
  it('ask once about a value, wherever it stands, and tell before they ask', async () => {
    await serve((_, response) => reply(response, OK));
    const value = github();
    const plans: Announcement[] = [];
    const findings = [
      found('github-personal-access-token', value, 'a.env'),
      found('github-personal-access-token', value, 'b.env'),
      found('generic-credential', 'hunter2hunter2'),
    ];
    const verified = await verify(findings, {
      onPlan: (plan) => {
        expect(server.asked).toEqual([]);
        plans.push(plan);
      },
    });
    expect(server.asked.length).toBe(1);
    expect(verified.map((finding) => finding.validity?.state)).toEqual(['active', 'active', undefined]);
    expect(plans).toEqual([{ checks: 1, hosts: { 'api.github.com': 1 }, uncheckable: 1, left: 0 }]);
    expect(server.asked[0]).toMatchObject({ method: 'GET', path: '/user', host: 'api.github.com' });
    expect(server.asked[0]?.headers['authorization']).toBe(`Bearer ${value}`);
    // what is not checked is as it was
    expect(verified[2]).toBe(findings[2]);
  });

  it('ask nobody where nothing can be checked', async () => {
    await serve((_, response) => reply(response, OK));
    const findings = [found('generic-credential', 'hunter2hunter2')];
    expect(await verify(findings)).toBe(findings);
    expect(await verify([found('github-personal-access-token', github())], { rules: ['stripe-secret-key'] })).toMatchObject([{ confidence: 'high' }]);
    expect(server.connections).toEqual([]);
  });

  it('follow no redirect, be it to another host, to http, or on the same host', async () => {
    for (const location of ['https://evil.example/user', 'http://api.github.com/user', '/elsewhere', 'https://api.github.com/other']) {
      await serve((_, response) => reply(response, { status: 302, headers: { location }, body: { login: 'x' } }));
      const [finding] = await verify([found('github-personal-access-token', github())]);
      expect(finding?.validity).toMatchObject({ state: 'unknown', host: 'api.github.com' });
      expect(server.connections).toEqual(['api.github.com:443']);
      await server.close();
    }
  });

  it('ask nobody over http, whatever the data says', async () => {
    await serve((_, response) => reply(response, OK));
    const check = { ...(LIVE_CHECKS[0] as LiveCheck), urls: ['http://api.github.com/user'] };
    const [finding] = await verify([found('github-personal-access-token', github())], { checks: [check] });
    expect(finding?.validity).toBeUndefined();
    expect(server.connections).toEqual([]);
  });

  it('end with a huge answer, a hang, a cut connection and no connection, as unknown', async () => {
    const value = github();
    const answers: [string, (response: ServerResponse) => void][] = [
      ['an answer of more than 1 MiB', (response) => response.end(`{"login":"${'x'.repeat(3_000_000)}"}`)],
      ['no answer in 0.2 s', () => undefined],
      ['no answer in 0.2 s', (response) => response.write('{"login":"a')],
      ['ECONNRESET', (response) => response.destroy()],
    ];
    for (const [why, answer] of answers) {
      await serve((_, response) => {
        response.on('error', () => undefined);
        answer(response);
      });
      const [finding] = await verify([found('github-personal-access-token', value)], { timeoutMs: 200 });
      expect(finding?.validity).toEqual({ state: 'unknown', host: 'api.github.com', why, identity: {} });
      await server.close();
    }
    const [finding] = await verify([found('github-personal-access-token', value)]);
    expect(finding?.validity?.why).toBe('ECONNREFUSED');
  });

  it('wait as long as a 429 asks, once, then leave the host alone', async () => {
    await serve((_, response) => reply(response, { status: 429, headers: { 'retry-after': '7' }, body: {} }));
    const time = fakeTime();
    const verified = await verify(
      [1, 2, 3].map((seed) => found('github-personal-access-token', github(seed))),
      { time },
    );
    expect(verified.map((finding) => finding.validity?.state)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(server.asked.length).toBe(2);
    expect(time.slept).toContain(7000);
    await server.close();

    let first = true;
    await serve((_, response) => {
      reply(response, first ? { status: 429, headers: { 'retry-after': '1' }, body: {} } : OK);
      first = false;
    });
    expect(await verify([found('github-personal-access-token', github())])).toMatchObject([{ validity: { state: 'active' } }]);
    await server.close();

    // GitHub asks for a wait with 403 too.
    await serve((_, response) =>
      reply(response, { status: 403, headers: { 'retry-after': '9' }, body: { message: 'You have exceeded a secondary rate limit.' } }),
    );
    const asked = fakeTime();
    await verify(
      [1, 2].map((seed) => found('github-personal-access-token', github(seed))),
      { time: asked },
    );
    expect([server.asked.length, asked.slept.includes(9000)]).toEqual([2, true]);
    await server.close();

    // A date, by the clock on the wall: one that is over asks for no wait.
    let once = true;
    await serve((_, response) => {
      reply(response, once ? { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, body: {} } : OK);
      once = false;
    });
    expect(await verify([found('github-personal-access-token', github())])).toMatchObject([{ validity: { state: 'active' } }]);
    await server.close();

    await serve((_, response) => reply(response, { status: 429, headers: { 'retry-after': '3600' }, body: {} }));
    const patient = fakeTime();
    await verify([found('github-personal-access-token', github())], { time: patient });
    expect(server.asked.length).toBe(1);
    expect(patient.slept).toEqual([]);
  });

  it('pause between requests to one host, one at a time', async () => {
    let open = 0;
    let most = 0;
    await serve((_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        reply(response, OK);
      }, 5);
    });
    const time = fakeTime();
    await verify(
      [1, 2, 3, 4].map((seed) => found('github-personal-access-token', github(seed))),
      { time },
    );
    expect(most).toBe(1);
    expect(time.slept).toEqual([250, 250, 250]);
    const slow = fakeTime();
    await verify(
      [1, 2].map((seed) => found('resend-api-key', sample('re_{{alnum:8}}_{{alnum:24}}', seed))),
      { time: slow },
    );
    expect(slow.slept).toEqual([600]);
  });

  it('make a limited number of checks, and say how many are left', async () => {
    await serve((_, response) => reply(response, OK));
    let plan: Announcement | undefined;
    const verified = await verify(
      Array.from({ length: 1003 }, (_, seed) => found('github-personal-access-token', github(seed + 1))),
      {
        onPlan: (told) => {
          plan = told;
        },
        signal: AbortSignal.abort(),
      },
    );
    expect(plan).toMatchObject({ checks: 1000, left: 3, uncheckable: 0 });
    expect(verified.filter((finding) => finding.validity !== undefined).length).toBe(1000);
    expect(server.connections).toEqual([]);
  });

  it('stop when they are told to, and keep what is known', async () => {
    const controller = new AbortController();
    await serve((asked, response) => {
      if (asked.host === 'api.stripe.com') controller.abort();
      else reply(response, OK);
    });
    const verified = await verify([found('github-personal-access-token', github()), found('stripe-secret-key', sample('sk_live_{{alnum:24}}'))], {
      signal: controller.signal,
      onProgress: () => undefined,
    });
    expect(verified[1]?.validity).toMatchObject({ state: 'unknown', why: 'stopped' });
  });

  it('let nothing that an answer or an error quotes show a value, in any form', async () => {
    const value = github();
    const echo = { login: `${'x'.repeat(100)}${value}`, name: Buffer.from(value).toString('base64') };
    for (const status of [200, 302, 401, 500]) {
      await serve((_, response) =>
        reply(response, { status, headers: { 'x-oauth-scopes': encodeURIComponent(value), location: `https://evil.example/${value}` }, body: echo }),
      );
      const [finding] = await verify([found('github-personal-access-token', value)]);
      const shown = JSON.stringify([finding?.validity, finding?.reasons]);
      for (const form of formsOf(value)) expect(shown).not.toContain(form);
      for (let at = 0; at + 12 <= value.length; at++) expect(shown).not.toContain(value.slice(at, at + 12));
      await server.close();
    }
  });

  it('show no value that is in the URL, whatever goes wrong', async () => {
    const telegram = found('telegram-bot-token', sample('{{digit:10}}:AA{{base64url:33}}'));
    const value = telegram.secret.reveal();
    const answers: ((asked: Asked, response: ServerResponse) => void)[] = [
      ({ path }, response) => reply(response, { status: 302, headers: { location: `https://evil.example${path}` }, body: path }),
      ({ path }, response) => reply(response, { status: 200, body: { ok: true, result: { username: path } } }),
      ({ path }, response) => reply(response, { status: 404, body: `Cannot GET ${path}` }),
      (_, response) => void response.destroy(),
      (_, response) => void response.socket?.end('no HTTP at all\r\n\r\n'),
    ];
    for (const answer of answers) {
      await serve(answer);
      const [finding] = await verify([telegram], { timeoutMs: 500 });
      expect(server.asked.map(({ path }) => path)).toEqual([`/bot${value}/getMe`]);
      expect(server.connections).toEqual(['api.telegram.org:443']);
      for (const form of formsOf(value)) expect(JSON.stringify([finding?.validity, finding?.reasons])).not.toContain(form);
      await server.close();
    }
  });

  it('show an answer’s text without control characters, and cut', async () => {
    await serve((_, response) => reply(response, { status: 200, body: { login: `a\u001b[31m\n${'b'.repeat(500)}` } }));
    const [finding] = await verify([found('github-personal-access-token', github())]);
    expect(finding?.validity?.identity['account']).toMatch(/^a\ufffd\[31m b{100,120}…$/);
  });

  it('do not send what no header can hold', async () => {
    await serve((_, response) => reply(response, OK));
    const [finding] = await verify([found('github-personal-access-token', `${github()}\r\nx-evil: 1`)]);
    expect(finding?.validity).toBeUndefined();
    const [telegram] = await verify([found('telegram-bot-token', '123456789:AA/../../x?y')]);
    expect(telegram?.validity).toBeUndefined();
    expect(server.connections).toEqual([]);
  });
});

describe('pairs', () => {
  const id = sample('AKIA{{base32:16}}');
  const secret = sample('{{base64:40}}');
  const pair = (text: string, halves: readonly [string, string][]): Finding[] => halves.map(([ruleId, value]) => makeFinding(text, value, { ruleId }));
  const arn = {
    status: 200,
    body: '<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Alice</Arn><Account>123456789012</Account></GetCallerIdentityResult>',
  };
  const wrong = {
    status: 403,
    body: '<Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message>',
  };

  it('are asked about with a signature, and both halves get the answer', async () => {
    await serve((_, response) => reply(response, arn));
    const verified = await verify(
      pair(`${id}\n${secret}`, [
        ['aws-access-key-id', id],
        ['aws-key-pair', secret],
      ]),
    );
    expect(verified.map((finding) => finding.validity)).toEqual(
      Array.from({ length: 2 }, () => ({
        state: 'active',
        host: 'sts.amazonaws.com',
        why: 'status 200',
        identity: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/Alice' },
      })),
    );
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/', body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(asked?.headers['authorization']).toContain(`Credential=${id}/`);
    expect(JSON.stringify(asked)).not.toContain(secret);
  });

  it('are found among several: each secret is tried with the ids near it', async () => {
    const other = sample('AKIA{{base32:16}}', 2);
    await serve((asked, response) => reply(response, String(asked.headers['authorization']).includes(other) ? arn : wrong));
    const verified = await verify(
      pair(`${id}\n${secret}\n${other}`, [
        ['aws-access-key-id', id],
        ['aws-key-pair', secret],
        ['aws-access-key-id', other],
      ]),
    );
    expect(verified.map((finding) => finding.validity?.state)).toEqual(['inactive', 'active', 'active']);
  });

  it('of temporary credentials need their token', async () => {
    await serve((_, response) => reply(response, arn));
    const temporary = sample('ASIA{{base32:16}}');
    const token = sample('IQoJb3JpZ2lu{{base64:200}}');
    const halves: [string, string][] = [
      ['aws-access-key-id', temporary],
      ['aws-key-pair', secret],
    ];
    const without = await verify(pair(`${temporary}\n${secret}`, halves));
    expect(without.map((finding) => finding.validity)).toEqual([undefined, undefined]);
    const verified = await verify(pair(`${temporary}\n${secret}\n${token}`, [...halves, ['aws-session-token', token]]));
    expect(verified.map((finding) => finding.validity?.state)).toEqual(['active', 'active', 'active']);
    expect(server.asked.map((asked) => asked.headers['x-amz-security-token'])).toEqual([token]);
  });

  it('too far apart, or in two files, are none', async () => {
    await serve((_, response) => reply(response, arn));
    const far = pair(`${id}\n\n\n\n\n\n\n\n${secret}`, [
      ['aws-access-key-id', id],
      ['aws-secret-access-key', secret],
    ]);
    const apart = [found('aws-access-key-id', id, 'a.env'), found('aws-secret-access-key', secret, 'b.env')];
    for (const findings of [far, apart]) expect((await verify(findings)).map((finding) => finding.validity)).toEqual([undefined, undefined]);
    expect(server.connections).toEqual([]);
  });
});
