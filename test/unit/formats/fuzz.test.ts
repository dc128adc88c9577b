import { describe, expect, it } from '@jest/globals';
import { entriesOf } from '../../../shared/formats/entries-of.ts';
import { formatOf } from '../../../shared/formats/format-of.ts';
import type { FormatId } from '../../../shared/model/entry.ts';
import { expectSound } from '../../support/marked.ts';
import { processorMs } from '../../support/processor-time.ts';
import { randomFrom, randomText, TOKENS } from '../../support/random-text.ts';

/**
 * A second of random text for every parser, on every run. By hand and longer: `FUZZ_MS=60000 npx jest test/unit/formats/fuzz`; a run that
 * failed comes again with `FUZZ_SEED`, the number in the test's name.
 */
const MS = Number(process.env['FUZZ_MS'] ?? 1000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

const COLONS = 'a:1:b:c:d\\:e\n';
const HASH = 'a:$apr1$b$c\n';

/** Something of every grammar, to be mutated. */
const SAMPLES: Record<string, string> = {
  dotenv: 'A=one # note\nexport B="two\\n$C ${D:-x}"\nE=\'three\nfour\'\n# F_KEY=five six\nG: h\n',
  tfvars:
    'a = "x${f("y")}" // note\nb = [ "1", 2, { c = "d" } ]\ne = <<-EOT\n  text\n  EOT\n/* f = "g" */\nvariable "p" {\n  default = coalesce(var.x, "z")\n}\nm = { "k" : "v" }\nq = x == "y" ? "a" : "b"\n',
  'ci-log':
    '2024-01-01T00:00:00.0000000Z ##[group]Run x\n2024-01-01T00:00:00.0000000Z env:\n2024-01-01T00:00:00.0000000Z   TOKEN: abc\n\u001b[36;1m+ export A=b\u001b[0m\n',
  json: '{ "a": "x\\n\\u0041", "b": [1, true, null, { "name": "C", "value": "d" }], // note\n "e": "f" }',
  yaml: "a: b\nc:\n  - d: \"e\\n\"\n    f: 'g''h'\ni: |\n  text\n  more\nj: &x k\nl: *x\nm: { n: o }\nkind: Secret\ndata:\n  password: xxxx\n---\n# p: q\n",
  toml: 'a = "b\\t"\n[c.d]\ne = \'\'\'f\n\'\'\'\ng = [1, "h"] # note\ni = { j = "k", l.m = 2 }\n[[n]]\no = """p\\\n  q"""\n',
  ini: '[a]\nb = c ; note\nd: "e"\n;f = g\nh =\n  i\n  j\n',
  properties: 'a.b=c\nd : e\\\n  f\n! g = h\ni\\:j k\\u0041\n',
  npmrc: '//r.example/:_authToken=abc\n_auth = "d"\n;//r.example/:_password=e\n',
  netrc: 'machine a login b password c\ndefault\n  login d password "e f"\nmacdef g\n x\n\n# machine h login i password j\n',
  xml: '<?xml version="1.0"?>\n<a b="c&amp;d"><e>f</e><add key="g" value="h"/><!-- <i>j</i> --><![CDATA[k]]></a>\n',
  text: 'const password = "abc"; // token: def\nlogin("user", \'secret\')\nheaders["Authorization"] = `Bearer x`\n',
  'git-credentials': 'https://a:b@c.example\n',
  pgpass: COLONS,
  htpasswd: HASH,
};

/** Where a credential word ends, as the prefilter tells it. */
const wordEnds = (text: string): number[] => Array.from(text.matchAll(/password|secret|token|key|auth/gi), (match) => match.index + match[0].length);

const parse = (format: string, text: string): void => expectSound(text, entriesOf(format as FormatId, text, wordEnds(text)));

/** How long a call may take on a text of a few thousand characters: far more than it needs, far less than a hang. */
const MAX_MS = 2000;

describe('random text', () => {
  it.each(Object.keys(SAMPLES))(
    `%s (seed ${SEED})`,
    (format) => {
      const random = randomFrom(SEED);
      const samples = [SAMPLES[format]!, SAMPLES[format]!, SAMPLES[format]!, ...Object.values(SAMPLES)];
      const end = Date.now() + MS;
      let runs = 0;
      for (let now = Date.now(); now < end; runs++) {
        const text = randomText(random, samples);
        const spent = processorMs(() => {
          try {
            parse(format, text);
          } catch (error) {
            throw new Error(`on ${JSON.stringify(text)}`, { cause: error });
          }
        });
        if (spent > MAX_MS) throw new Error(`${spent} ms for ${JSON.stringify(text)}`);
        now = Date.now();
      }
      expect(runs).toBeGreaterThan(10);
    },
    MS + 300_000,
  );

  it('never stops formatOf', () => {
    const random = randomFrom(SEED);
    for (let i = 0; i < 3000; i++)
      expect(typeof formatOf(randomText(random, ['a/.env.local', 'x.tfvars']), randomText(random, Object.values(SAMPLES)))).toBe('string');
  });
});

/** Milliseconds of the processor for a parser to read `piece`, repeated up to `length` characters: other programs take time from the clock alone. */
const timeOf = (format: string, piece: string, length: number): number => {
  const text = piece.repeat(Math.ceil(length / piece.length));
  const start = process.cpuUsage();
  entriesOf(format as FormatId, text, wordEnds(text));
  return process.cpuUsage(start).user / 1000;
};

describe('time grows with length', () => {
  it.each(Object.keys(SAMPLES))(
    `%s (seed ${SEED})`,
    (format) => {
      const random = randomFrom(SEED);
      const pieces = [...TOKENS, ...Object.values(SAMPLES)];
      for (let i = 0; i < 150; i++) pieces.push(Array.from({ length: 2 + random(3) }, () => TOKENS[random(TOKENS.length)]).join(''));
      for (const piece of pieces) {
        // Sixteen times the length may cost a little more than sixteen times the time, never 256 times.
        if (timeOf(format, piece, 20_000) < 60) continue;
        const short = Math.min(timeOf(format, piece, 20_000), timeOf(format, piece, 20_000));
        if (short > 20 && Math.min(timeOf(format, piece, 80_000), timeOf(format, piece, 80_000)) > short * 10)
          throw new Error(`more than linear on ${JSON.stringify(piece)} repeated: ${short} ms for 20,000 characters`);
      }
    },
    60_000,
  );
});
