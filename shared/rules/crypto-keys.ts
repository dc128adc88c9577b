import type { Rule } from '../model/rule.ts';
import { keyed, token } from './pattern.ts';

export const RULES_CRYPTO_KEYS: readonly Rule[] = [
  {
    id: 'jwk-symmetric-key',
    title: 'Symmetric JSON web key',
    keywords: ['"kty"'],
    pattern: '"kty"\\s{0,4}:\\s{0,4}"oct"[^}]{0,300}?"k"\\s{0,4}:\\s{0,4}"(?<secret>[A-Za-z0-9_-]{20,700})"',
    severity: 'critical',
    source: 'https://www.rfc-editor.org/rfc/rfc7517',
    examples: ['{"kty":"oct","k":"{{base64url:43}}"}'],
  },
  {
    id: 'extended-private-key',
    title: 'BIP-32 extended private key',
    keywords: ['xprv', 'yprv', 'zprv', 'tprv', 'uprv', 'vprv'],
    pattern: token('[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{107}'),
    severity: 'critical',
    anchored: true,
    filters: ['mixed-case'],
    source: 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
    examples: ['xprv{{base58:107}}'],
  },
  {
    id: 'ethereum-private-key',
    title: 'Ethereum private key',
    keywords: ['private_key', 'privatekey', 'private-key', 'priv_key', 'private key', 'deployer_key', 'wallet_key', 'wallet_secret'],
    pattern: keyed(['private key', 'privatekey', 'priv key', 'deployer key', 'wallet key', 'wallet secret'], '(?:0x)?[A-Fa-f0-9]{64}', { words: 'none' }),
    severity: 'critical',
    confidence: 'medium',
    minEntropy: 3,
    filters: ['has-digit'],
    source: 'https://ethereum.org/en/developers/docs/accounts/',
    examples: ['PRIVATE_KEY=0x{{hex:64}}'],
  },
];
