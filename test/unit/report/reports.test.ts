import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Finding } from '../../../shared/model/finding.ts';
import { writeCsv } from '../../../shared/report/csv.ts';
import { MAX_ANNOTATIONS, writeGithub } from '../../../shared/report/github.ts';
import { writeJson, writeJsonLines } from '../../../shared/report/json.ts';
import { writeJunit } from '../../../shared/report/junit.ts';
import { writeMarkdown } from '../../../shared/report/markdown.ts';
import { writePretty } from '../../../shared/report/pretty.ts';
import type { Report } from '../../../shared/report/report.ts';
import { writeSarif } from '../../../shared/report/sarif.ts';
import { formsOf } from '../../../shared/text/forms.ts';
import { finding, report } from '../../support/report.ts';
import { commandsIn } from '../../support/runner.ts';

const WRITERS: Readonly<Record<string, (report: Report) => string>> = {
  pretty: (made) => writePretty(made, undefined, true),
  json: (made) => writeJson(made, true),
  jsonl: (made) => writeJsonLines(made, true),
  sarif: writeSarif,
  junit: writeJunit,
  csv: writeCsv,
  github: writeGithub,
  markdown: writeMarkdown,
};

const validateSarif = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }) as never).compile(
  require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object,
);

/** What a pull request could write into file names, keys and lines to steer whoever prints them. */
const HOSTILE = [
  '::error::pwned',
  '##[add-mask]pwned',
  'a\n::stop-commands::x',
  'a\r\n##[error]x',
  '\u001b[2Jgone',
  '\u202egpj.exe',
  '<script>alert(1)</script>',
  '[link](https://evil.example)',
  '| cell | cell |',
  '@everyone',
  '`code`',
  '=HYPERLINK("x")',
  '%0A::error::x',
  ']]>',
  '"&\'<>',
];

describe('every report', () => {
  const value = ['nimbus', 'Velvet', 'copper', '77'].join('-');

  it.each(Object.entries(WRITERS))('%s holds no form of a secret', (_, write) => {
    const text = write(report([finding(value)]));
    expect(text.length).toBeGreaterThan(50);
    for (const form of formsOf(value)) expect(text).not.toContain(form);
  });

  it.each(Object.entries(WRITERS))('%s survives hostile names, keys, lines, and titles and ids of rules', (name, write) => {
    const findings = HOSTILE.map((text, index) =>
      finding(value, {
        ruleId: text,
        title: text,
        reasons: [text],
        origin: { path: `${text}/f${index}` },
        key: text,
        excerpt: text,
        place: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
      }),
    );
    const text = write(report(findings, { problems: HOSTILE.map((path) => ({ code: 'file-unreadable' as const, path, message: path, incomplete: true })) }));
    const commands = commandsIn(text).filter(({ name: command }) => name !== 'github' || command !== 'error');
    expect(commands).toEqual([]);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    if (!['csv', 'junit'].includes(name)) expect(text).not.toContain('##[');
    if (name === 'markdown') {
      expect(text).not.toContain('<script');
      expect(text).not.toMatch(/\]\(https/);
    }
  });

  it.each(Object.entries(WRITERS))('%s says something when nothing was found', (name, write) => {
    const text = write(report([]));
    if (name === 'github') expect(text).toBe('');
    else expect(text.length).toBeGreaterThan(20);
  });
});

describe('json', () => {
  it('is the contract', () => {
    const parsed = JSON.parse(
      writeJson(report([finding('otter35x')], { problems: [{ code: 'file-too-large', path: 'a.bin', message: 'too large', incomplete: true }] })),
    );
    expect(parsed).toEqual({
      schemaVersion: 1,
      tool: { name: 'watertight', version: '1.2.3' },
      summary: { filesScanned: 7, bytesScanned: 4096, rulesLoaded: 400, findings: 1, suppressed: 0, durationMs: 12 },
      findings: [
        {
          ruleId: 'generic-credential',
          title: 'Credential in plaintext',
          path: 'config/.env',
          startLine: 3,
          startColumn: 13,
          endLine: 3,
          endColumn: 21,
          redacted: '********',
          fingerprint: '0123456789abcdef0123456789abcdef',
          severity: 'high',
          confidence: 'high',
          format: 'dotenv',
          key: 'DB_PASSWORD',
        },
      ],
      problems: [{ code: 'file-too-large', path: 'a.bin', message: 'too large' }],
    });
  });

  it('as lines is one object a line', () => {
    const lines = writeJsonLines(report([finding('otter35x'), finding('otter36x')]))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.map((line) => line.type)).toEqual(['finding', 'finding', 'summary']);
  });
});

describe('sarif', () => {
  it('is valid against the schema, whatever the findings', () => {
    const odd: Finding[] = [
      finding('otter35x'),
      finding('otter35x', { origin: { path: 'dir with space/ünïcode#?.env' }, severity: 'critical', key: null }),
      finding('a\nb', { place: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 2 } }),
    ];
    for (const made of [report([]), report(odd), report(odd, { problems: [{ code: 'git-shallow', path: '', message: 'shallow', incomplete: true }] })]) {
      const log = JSON.parse(writeSarif(made));
      expect(validateSarif(log) ? [] : validateSarif.errors).toEqual([]);
    }
  });

  it('has relative URIs and fingerprints that tell two equal secrets of a file apart', () => {
    const log = JSON.parse(writeSarif(report([finding('otter35x'), finding('otter35x', { origin: { path: 'a b/ü.env' } })])));
    const [first, second] = log.runs[0].results;
    expect(first.locations[0].physicalLocation.artifactLocation.uri).toBe('config/.env');
    expect(second.locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/%C3%BC.env');
    expect(first.partialFingerprints).toEqual({ 'watertight/v1': '0123456789abcdef0123456789abcdef:1' });
    expect(second.partialFingerprints).toEqual({ 'watertight/v1': '0123456789abcdef0123456789abcdef:2' });
    expect(first.ruleIndex).toBe(0);
  });
});

describe('the names of files', () => {
  it('keep characters beyond the basic plane in a URI; halves of them become U+FFFD', () => {
    const log = JSON.parse(writeSarif(report([finding('otter35x', { origin: { path: 'é😀/\ud83d.env' } })])));
    expect(log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('%C3%A9%F0%9F%98%80/%EF%BF%BD.env');
  });
});

describe('junit', () => {
  const problem = { code: 'file-too-large', path: 'a.log', message: 'it is <large>', incomplete: true } as const;

  it('has an error for what was not scanned, so that an incomplete scan does not pass', () => {
    const text = writeJunit(report([], { problems: [problem, { ...problem, path: 'b', incomplete: false }] }));
    expect(text).toContain('<testsuites name="watertight" tests="1" failures="0" errors="1" ');
    expect(text).toContain('<testcase classname="a.log" name="not scanned">\n      <error type="file-too-large" message="it is &#60;large&#62;"/>');
    expect(text).not.toContain('no plaintext secret found');
  });

  it('counts failures and errors', () => {
    expect(writeJunit(report([finding('otter35x')], { problems: [problem] }))).toContain('tests="2" failures="1" errors="1" ');
  });
});

describe('github annotations', () => {
  it('are at most ten of each level, then one line says how many are left', () => {
    const findings = [...Array(25).keys()].map((index) => finding(`otter${index}`, { severity: index < 14 ? 'high' : 'medium' }));
    const text = writeGithub(report(findings));
    const commands = commandsIn(text);
    expect(commands.filter(({ name }) => name === 'error')).toHaveLength(MAX_ANNOTATIONS);
    expect(commands.filter(({ name }) => name === 'warning')).toHaveLength(MAX_ANNOTATIONS);
    expect(text).toContain('and 5 more findings in the summary');
  });

  it('point at the secret', () => {
    const [command] = commandsIn(writeGithub(report([finding('otter35x', { origin: { path: 'a,b:c/%41.env' } })])));
    expect(command?.properties).toMatchObject({ file: 'a,b:c/%41.env', line: '3', endLine: '3', col: '13', endColumn: '21' });
    expect(command?.message).toContain('Credential in plaintext in DB_PASSWORD');
  });
});

describe('markdown', () => {
  it('stays within its room and says what is left out', () => {
    const findings = [...Array(3000).keys()].map((index) => finding(`otter${index}`, { origin: { path: `dir/file-${index % 40}.env` } }));
    const text = writeMarkdown(report(findings), 65_000);
    expect(text.length).toBeLessThanOrEqual(65_000);
    const wide = findings.map((each) => ({ ...each, origin: { path: `\u00fc\u4e16${each.origin.path}` }, key: '\u4e16'.repeat(40) }));
    expect(Buffer.byteLength(writeMarkdown(report(wide), 65_000))).toBeLessThanOrEqual(65_000);
    expect(text).toMatch(/and [\d,]+ more findings: there is no room/);
    const rows = text.split('\n').filter((line) => /^\| \d+ \|/.test(line)).length;
    const left = Number(/and ([\d,]+) more findings/.exec(text)?.[1]?.replace(/,/g, ''));
    expect(rows + left).toBe(3000);
  });
});

describe('csv', () => {
  it('quotes, and runs no formula', () => {
    const [head, row] = writeCsv(report([finding('otter35x', { key: '=cmd|x', origin: { path: 'a,"b".env' } })])).split('\r\n');
    expect(head).toBe('path,startLine,startColumn,endLine,endColumn,ruleId,title,severity,confidence,key,redacted,fingerprint,format');
    expect(row).toBe(`"a,""b"".env",3,13,3,21,generic-credential,Credential in plaintext,high,high,'=cmd|x,********,0123456789abcdef0123456789abcdef,dotenv`);
  });
});
