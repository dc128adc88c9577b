import type { Rule } from '../model/rule.ts';
import { AFTER_BASE64, token } from './pattern.ts';

export const RULES_DIGITS: readonly Rule[] = [
  {
    id: '1password-secret-key',
    title: '1Password secret key',
    keywords: ['A3-'],
    pattern: token('A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}'),
    severity: 'critical',
    anchored: true,
    minEntropy: 3,
    source: 'https://support.1password.com/secret-key-security/',
    rotate: 'https://support.1password.com/secret-key/',
    examples: [
      'secret key: A3-{{uppernum:6}}-{{uppernum:6}}-{{uppernum:5}}-{{uppernum:5}}-{{uppernum:5}}-{{uppernum:5}}',
      'A3-{{uppernum:6}}-{{uppernum:11}}-{{uppernum:5}}-{{uppernum:5}}-{{uppernum:5}}',
    ],
    counterExamples: ['A3-{{uppernum:6}}-{{uppernum:6}}'],
  },
  {
    id: '1password-service-account-token',
    title: '1Password service account token',
    keywords: ['ops_eyJ'],
    pattern: token('ops_eyJ[A-Za-z0-9+/_-]{160,3000}={0,3}', { end: AFTER_BASE64 }),
    severity: 'critical',
    window: { before: 16, after: 3200 },
    source: 'https://developer.1password.com/docs/service-accounts/',
    rotate: 'https://developer.1password.com/docs/service-accounts/manage-service-accounts/',
    examples: ['OP_SERVICE_ACCOUNT_TOKEN=ops_eyJ{{base64url:400}}'],
    counterExamples: ['fn::secret: ops_eyJ{{base64url:9}}..[Redacted]'],
  },
];
