import type { Rule } from '../model/rule.ts';

export const RULES_S: readonly Rule[] = [
  {
    id: 'stripe-secret-key',
    title: 'Stripe secret key',
    keywords: ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_'],
    pattern: '(?<![\\w])(?<secret>[sr]k_(?:live|test)_[A-Za-z0-9]{16,247})(?![\\w])',
    severity: 'critical',
    source: 'https://docs.stripe.com/keys',
    rotate: 'https://dashboard.stripe.com/apikeys',
    examples: ['STRIPE_SECRET_KEY=sk_live_{{alnum:24}}', 'key: "rk_live_{{alnum:99}}"'],
    counterExamples: ['STRIPE_PUBLISHABLE_KEY=pk_live_{{alnum:24}}', 'sk_live_short'],
  },
];
