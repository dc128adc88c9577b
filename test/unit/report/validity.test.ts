import { describe, expect, it } from '@jest/globals';
import type { Validity } from '../../../shared/model/validity.ts';
import { itemOf } from '../../../shared/report/comment-parts.ts';
import { writeGithub } from '../../../shared/report/github.ts';
import { writeJson, writeJsonLines } from '../../../shared/report/json.ts';
import { writeMarkdown } from '../../../shared/report/markdown.ts';
import { parseReport } from '../../../shared/report/parse-report.ts';
import { writePretty } from '../../../shared/report/pretty.ts';
import { writeSarif } from '../../../shared/report/sarif.ts';
import { LIVE_CHECKS } from '../../../shared/rules/live-checks.ts';
import { withValidity } from '../../../shared/verify/with-validity.ts';
import { finding, report } from '../../support/report.ts';

const VALUE = 'correct horse battery';
const said = (state: Validity['state'], identity: Record<string, string> = {}): Validity => ({ state, host: 'api.example.com', why: 'status 200', identity });

describe('what a live check said', () => {
  it('is in the JSON of the findings that were checked, and in no other', () => {
    const checked = report([finding(VALUE, { validity: said('active', { account: 'octocat' }) }), finding(VALUE)]);
    const [first, second] = JSON.parse(writeJson(checked)).findings;
    expect(first).toMatchObject({ validity: 'active', validityReason: 'api.example.com: status 200', identity: { account: 'octocat' } });
    for (const key of ['validity', 'validityReason', 'identity']) expect(second).not.toHaveProperty(key);
    expect(writeJson(report([finding(VALUE)]))).not.toContain('validity');
    expect(JSON.parse(writeJsonLines(checked).split('\n')[0] ?? '')).toMatchObject({ type: 'finding', validity: 'active' });
  });

  it('is a property of the result in SARIF', () => {
    const { results } = JSON.parse(writeSarif(report([finding(VALUE, { validity: said('inactive') }), finding(VALUE)]))).runs[0];
    expect(results.map((result: { properties: { validity?: string } }) => result.properties.validity)).toEqual(['inactive', undefined]);
  });

  it('is told in words, where a stranger’s text can do nothing', () => {
    const hostile = '::error::x ##[add-mask]y \u001b[31m <img src=x> | `a` @team';
    const checked = report([finding(VALUE, { validity: said('active', { account: hostile }) })]);
    expect(writePretty(checked)).toContain('active (account ');
    for (const text of [writePretty(checked), writeMarkdown(checked), writeGithub(checked)]) {
      expect(text).toContain('active (account');
      expect(text).not.toContain('##[add-mask]');
      expect(text).not.toContain('\u001b');
      expect(text.split('\n').filter((line) => line.startsWith('::error::x'))).toEqual([]);
    }
    expect(writeMarkdown(checked)).not.toContain('<img');
    expect(writeMarkdown(checked)).not.toMatch(/@team/);
  });
});

describe('a finding that was checked', () => {
  const [check = LIVE_CHECKS[0]!] = LIVE_CHECKS.filter(({ elsewhere }) => elsewhere === undefined);
  const [selfHosted = check] = LIVE_CHECKS.filter(({ elsewhere }) => elsewhere !== undefined);

  it('is lowered where it is inactive, and certain where it is active', () => {
    const doubtful = finding(VALUE, { severity: 'critical', confidence: 'medium' });
    expect(withValidity(doubtful, said('active'), check)).toMatchObject({ severity: 'critical', confidence: 'high' });
    expect(withValidity(doubtful, said('inactive'), check)).toMatchObject({ severity: 'low', confidence: 'medium' });
    expect(withValidity(doubtful, said('unknown'), check)).toMatchObject({ severity: 'critical', confidence: 'medium' });
    expect(withValidity(finding(VALUE, { severity: 'info' }), said('inactive'), check).severity).toBe('info');
    expect(withValidity(doubtful, said('inactive'), check).reasons).toContain('api.example.com says: inactive (status 200)');
  });

  it('keeps its severity where the no of one host says nothing about the others', () => {
    const lowered = withValidity(finding(VALUE, { severity: 'critical' }), said('inactive'), selfHosted);
    expect(lowered).toMatchObject({ severity: 'critical', validity: { state: 'inactive' } });
    expect(lowered.reasons.at(-1)).toBe(`not asked: ${selfHosted.elsewhere}`);
  });
});

describe('a report that travelled', () => {
  const change = { base: 'a'.repeat(40), head: 'b'.repeat(40) };

  it('still holds what the services said, and a comment tells it', () => {
    const json = writeJson({ ...report([finding(VALUE, { validity: said('active', { account: 'octocat' }) })]), change });
    const parsed = parseReport(json);
    expect(parsed).toMatchObject({ report: { findings: [{ validity: 'active' }] } });
    if ('report' in parsed)
      expect(itemOf(parsed.report.findings[0]!, { repositoryUrl: 'https://github.com/acme/app', head: change.head }, false, true)).toContain(
        'active when its service was asked',
      );
  });

  it('is refused with a validity that is none, or an identity without bounds', () => {
    const json = writeJson({ ...report([finding(VALUE, { validity: said('active', { account: 'octocat' }) })]), change });
    for (const hostile of [
      json.replace('"active"', '"<img>"'),
      json.replace('"octocat"', `"${'x'.repeat(5000)}"`),
      json.replace('"octocat"', '{}'),
      json.replace('"account"', `"${'y'.repeat(5000)}"`),
    ])
      expect(parseReport(hostile)).toHaveProperty('error');
  });
});
