import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatOf } from '../../../../shared/formats/format-of.ts';
import type { FormatId } from '../../../../shared/model/entry.ts';
import { makeFinding } from '../../../support/make-finding.ts';
import { AWS, LOCAL, moveText, scanText } from '../../../support/moved.ts';
import { processorMs } from '../../../support/processor-time.ts';

const PATHS = [
  '.env',
  '.envrc',
  'a.tfvars',
  'a.tfvars.json',
  'main.tf',
  'compose.yaml',
  'k8s.yaml',
  '.github/workflows/a.yml',
  'task.json',
  'stack.yaml',
  'a.toml',
  'a.ini',
  'application.properties',
  'a.xml',
  '.npmrc',
  'a.py',
  'a.ts',
  'a.sh',
  'README.md',
  'ci.log',
];

const PIECES =
  'services:|environment:|    - |  |\t|\n|\r\n|KEY=|KEY: |"|\'|`|{|}|[|]|,|#|${|}|:-|$(|)|\\|<<EOT\n|EOT\n|variable "x" {|default = |var.x|apiVersion: v1\n|kind: Secret\n|metadata:\n  name: a\n|data:\n|stringData:\n|  password: |jobs:\n|  a:\n|    steps:\n|      - run: x\n|env:\n|"environment": [|{"name": "A", "value": "|"}|]|Resources:|Type: AWS::X|secret|p4ss|=|:|---\n|-----BEGIN RSA PRIVATE KEY-----|/*|*/|//|é|🔑|\u0000'
    .split('|')
    .filter((piece) => piece !== '');

describe('any text', () => {
  it('is rewritten without an error, at places of its own', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
    const place = fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), text, fc.array(place, { maxLength: 4 }), fc.constantFrom(AWS, LOCAL), (path, content, places, store) => {
        const format: FormatId = formatOf(path, content);
        const findings = places
          .map(([start, length]) => ({ start, end: start + length }))
          .filter(({ end }) => end <= content.length)
          .map((range) => ({ ...makeFinding(content, content.slice(range.start, range.end), { path, key: 'KEY' }), format, range }));
        const { rewrite, targets } = moveText(path, content, store, [{ path: 'other.tf', text: content }], findings);
        for (const { range } of targets) expect(range.start <= range.end && range.end <= content.length).toBe(true);
        let last = { path: '', end: 0 };
        for (const edit of rewrite.edits) {
          if (edit.path !== last.path) last = { path: edit.path, end: 0 };
          expect(edit.range.start).toBeGreaterThanOrEqual(last.end);
          expect(edit.range.end).toBeGreaterThanOrEqual(edit.range.start);
          last = { path: edit.path, end: edit.range.end };
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('is rewritten in a time that grows with its length', () => {
    const value = (index: number): string => ['k7Vq', '2mXw', String(index).padStart(5, '0'), '!L'].join('');
    const texts: Readonly<Record<string, (index: number) => string>> = {
      '.env': (index) => `DB_PASSWORD_${index}=${value(index)}`,
      'a.tfvars': (index) => `db_password_${index} = "${value(index)}"`,
      'a.json': (index) => `${index === 0 ? '{' : ','}"db_password_${index}": "${value(index)}"`,
      'compose.yaml': (index) => `${index === 0 ? 'services:\n  a:\n    image: x\n    environment:\n' : ''}      DB_PASSWORD_${index}: ${value(index)}`,
    };
    for (const [path, line] of Object.entries(texts)) {
      const text = Array.from({ length: 2000 }, (_, index) => line(index)).join('\n') + (path.endsWith('json') ? '}' : '');
      const findings = scanText(path, text);
      expect(findings.length).toBeGreaterThan(1900);
      // A quadratic step takes a minute; a linear one well under a second.
      expect(processorMs(() => moveText(path, text, AWS, [], findings))).toBeLessThan(10_000);
    }
  });
});
