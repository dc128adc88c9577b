import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '../model/finding.ts';
import type { LiveCheck } from '../model/live-check.ts';
import type { Validity } from '../model/validity.ts';
import { LIVE_CHECKS } from '../rules/live-checks.ts';
import type { Scrubber } from '../text/forms.ts';
import { requestsOf, scrubberOf } from './fill-check.ts';
import { type Ask, createAsk, type Time } from './hosts.ts';
import { judgeAnswer } from './judge-answer.ts';
import { hostsOf, type PlannedCheck, planChecks } from './plan-checks.ts';
import { type Connect, NoReply, send } from './send.ts';
import { withValidity } from './with-validity.ts';

/** What is about to be asked, told before anything is sent. */
export interface Announcement {
  /** How many checks; each is one request, or one for each region of its vendor. */
  readonly checks: number;
  /** Checks by each host that they may ask, by name: the regions of a vendor are asked in turn until one knows the secret. */
  readonly hosts: Readonly<Record<string, number>>;
  /** Findings of kinds that no check knows, or whose other half is missing. */
  readonly uncheckable: number;
  /** Checks beyond the limit, which are not made. */
  readonly left: number;
}

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  /** Only findings of these rules. */
  readonly rules?: readonly string[];
  readonly onPlan?: (plan: Announcement) => void;
  readonly onProgress?: (done: number, all: number) => void;
  /** For tests. */
  readonly checks?: readonly LiveCheck[];
  readonly connect?: Connect;
  readonly time?: Time;
  readonly timeoutMs?: number;
}

/** More distinct values than that in one scan are test data or a dump: each would cost a request. */
export const MAX_CHECKS = 1000;
/** Hosts that are asked at the same time; each of them gets one request at a time. */
const CONCURRENT = 4;
/** For all checks together. What is left then is unknown. */
const DEADLINE_MS = 5 * 60_000;

const REAL_TIME: Time = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** Asks every region of a vendor until one says active; inactive is what all of them say. */
const ask = async ({ check, slots }: PlannedCheck, send: Ask, scrub: Scrubber): Promise<Validity> => {
  let result: Validity | undefined;
  for (const request of requestsOf(check, slots, new Date())) {
    const { host } = new URL(request.url);
    const reply = await send(request);
    const judged = reply instanceof NoReply ? ({ state: 'unknown', why: reply.why, identity: {} } as const) : judgeAnswer(check, reply, scrub);
    if (judged.state === 'active') return { ...judged, host };
    if (result === undefined || judged.state === 'unknown') result = { ...judged, host };
  }
  return result ?? { state: 'unknown', host: '', why: 'it cannot be asked', identity: {} };
};

const RANK = { active: 2, unknown: 1, inactive: 0 } as const;

/**
 * Asks the services that issued the secrets whether they still work, and gives the findings, in their order, with `validity` where one was asked.
 * Nothing else in this program asks, and it asks nothing by itself: whoever calls this has been told to. Never throws; when `signal` ends it, the rest
 * is unknown. Values go to the hosts of `LIVE_CHECKS` alone and show up in no result.
 */
export const verifyFindings = async (findings: readonly Finding[], options: VerifyOptions = {}): Promise<readonly Finding[]> => {
  const { checks = LIVE_CHECKS, rules, time = REAL_TIME, connect, timeoutMs } = options;
  const now = new Date();
  const asked = rules === undefined ? checks : checks.map((check) => ({ ...check, rules: check.rules.filter((rule) => rules.includes(rule)) }));
  const all = planChecks(findings, asked, now);
  const planned = all.slice(0, MAX_CHECKS);
  const hosts: Record<string, number> = {};
  for (const host of planned.flatMap((check) => hostsOf(check, now)).sort()) hosts[host] = (hosts[host] ?? 0) + 1;
  const covered = new Set(all.flatMap((check) => [...check.findings]));
  options.onPlan?.({ checks: planned.length, hosts, uncheckable: findings.length - covered.size, left: all.length - planned.length });
  if (planned.length === 0) return findings;

  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([options.signal, deadline.signal]);
  const sendOne = createAsk(
    (request, stop) => send(request, stop, { ...(connect === undefined ? {} : { connect }), ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
    signal,
    time,
  );
  const scrub = scrubberOf(planned.flatMap((check) => Object.values(check.slots)));
  const best = new Map<Finding, { readonly validity: Validity; readonly check: LiveCheck }>();
  const byHost = new Map<string, PlannedCheck[]>();
  for (const check of planned) {
    const [first = ''] = hostsOf(check, now);
    const same = byHost.get(first);
    if (same === undefined) byHost.set(first, [check]);
    else same.push(check);
  }
  const lanes = [...byHost.values()];
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let next = lanes.shift(); next !== undefined; next = lanes.shift())
      for (const each of next) {
        const validity = await ask(each, sendOne, scrub);
        for (const finding of each.findings) {
          const known = best.get(finding);
          if (known === undefined || RANK[validity.state] > RANK[known.validity.state]) best.set(finding, { validity, check: each.check });
        }
        options.onProgress?.(++done, planned.length);
      }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENT }, lane));
  } finally {
    clearTimeout(timer);
  }
  return findings.map((finding) => {
    const found = best.get(finding);
    return found === undefined ? finding : withValidity(finding, found.validity, found.check);
  });
};
