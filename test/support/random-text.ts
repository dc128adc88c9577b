/** A random source that a number reproduces: xorshift32 (Marsaglia, 2003). Gives integers from 0 up to `below`. */
export type Random = (below: number) => number;

export const randomFrom = (seed: number): Random => {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

/** Pieces that grammars give a meaning to. */
export const TOKENS = [
  ...'"\'`\\=:#;!,.$%&*|>@<?/-+~^()[]{} \t\n\r',
  ...[
    '\r\n',
    '\n\n',
    '${',
    '%{',
    '}}',
    ':-',
    '<<',
    '<<-EOT\n',
    'EOT',
    '\nEOT\n',
    '/*',
    '*/',
    '//',
    '"""',
    "'''",
    '\\u',
    '\\u00e9',
    '\\\n',
    '---\n',
    '- ',
    '|-\n',
    '>\n',
    '!!',
  ],
  ...[
    'export ',
    'machine ',
    'login ',
    'password ',
    'macdef x\n',
    '[a.b]\n',
    '[[c]]\n',
    'variable "x" {\n',
    'default',
    'for ',
    '<?xml',
    '<![CDATA[',
    ']]>',
    '<a b="',
    '</a>',
    '<!--',
    '-->',
  ],
  ...[
    '2024-01-01T00:00:00.0000000Z ',
    '##[group]',
    '::add-mask::',
    '\u001b[31m',
    '\u001b[0m',
    '***',
    '-----BEGIN ',
    '-----END ',
    'true',
    'null',
    '42',
    '&amp;',
    '&x',
    '*x',
    '::',
    '://',
    '@',
  ],
  ...[
    'password',
    'API_KEY',
    'secret=',
    'token: ',
    'A=',
    'a = "',
    "b='",
    '"k": "v"',
    'é',
    '😀',
    '\ud800',
    '\udc00',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\u00a0',
    '\u0085',
  ],
];

const randomBytes = (random: Random, length: number): string => {
  let text = '';
  for (let i = 0; i < length; i++) text += String.fromCharCode(random(8) ? random(256) : random(65_536));
  return text;
};

const randomTokens = (random: Random, count: number): string => {
  let text = '';
  for (let i = 0; i < count; i++) text += TOKENS[random(TOKENS.length)];
  return text;
};

/** A text with a few places changed: something cut out, doubled, moved, or put in. */
const mutated = (random: Random, text: string): string => {
  let result = text;
  for (let changes = 1 + random(8); changes > 0; changes--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + random(12));
    const before = result.slice(0, at);
    const change = random(4);
    if (change === 0) result = before + result.slice(end);
    else if (change === 1) result = before + result.slice(at, end).repeat(1 + random(4)) + result.slice(at);
    else if (change === 2) result = before + TOKENS[random(TOKENS.length)] + result.slice(at);
    else result = before + randomBytes(random, 1 + random(3)) + result.slice(end);
  }
  return result;
};

/** A text to try a parser with: random code units, random tokens, or one of `samples`, changed; up to a few thousand characters. */
export const randomText = (random: Random, samples: readonly string[]): string => {
  const kind = random(8);
  if (kind === 0) return randomBytes(random, random(400));
  if (kind <= 2) return randomTokens(random, random(120));
  const sample = samples[random(samples.length)] ?? '';
  return kind === 3 ? mutated(random, sample) + mutated(random, samples[random(samples.length)] ?? '') : mutated(random, sample);
};
