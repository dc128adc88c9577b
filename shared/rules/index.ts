import type { Rule } from '../model/rule.ts';
import { RULES_CODE_LITERALS } from './code-literals.ts';
import { RULES_CRYPTO_KEYS } from './crypto-keys.ts';
import { DIRECTIVE_RULES } from './directives.ts';
import { NAMED_CREDENTIALS } from './named-credentials.ts';
import { RULES_PASSWORD_HASHES } from './password-hashes.ts';
import { STRUCTURAL_RULES } from './structural.ts';
import { COMMAND_RULES } from './structural-commands.ts';
import { RULES_A } from './vendors-a.ts';
import { RULES_B } from './vendors-b.ts';
import { RULES_C } from './vendors-c.ts';
import { RULES_D } from './vendors-d.ts';
import { RULES_DIGITS } from './vendors-digits.ts';
import { RULES_E } from './vendors-e.ts';
import { RULES_F } from './vendors-f.ts';
import { RULES_G } from './vendors-g.ts';
import { RULES_H } from './vendors-h.ts';
import { RULES_I } from './vendors-i.ts';
import { RULES_J } from './vendors-j.ts';
import { RULES_K } from './vendors-k.ts';
import { RULES_L } from './vendors-l.ts';
import { RULES_M } from './vendors-m.ts';
import { RULES_N } from './vendors-n.ts';
import { RULES_O } from './vendors-o.ts';
import { RULES_P } from './vendors-p.ts';
import { RULES_Q } from './vendors-q.ts';
import { RULES_R } from './vendors-r.ts';
import { RULES_S } from './vendors-s.ts';
import { RULES_T } from './vendors-t.ts';
import { RULES_U } from './vendors-u.ts';
import { RULES_V } from './vendors-v.ts';
import { RULES_W } from './vendors-w.ts';
import { RULES_X } from './vendors-x.ts';
import { RULES_Y } from './vendors-y.ts';
import { RULES_Z } from './vendors-z.ts';

/** Every built-in rule, in the order in which they are listed and, all else equal, win. */
export const RULES: readonly Rule[] = [
  ...RULES_DIGITS,
  ...RULES_A,
  ...RULES_B,
  ...RULES_C,
  ...RULES_D,
  ...RULES_E,
  ...RULES_F,
  ...RULES_G,
  ...RULES_H,
  ...RULES_I,
  ...RULES_J,
  ...RULES_K,
  ...RULES_L,
  ...RULES_M,
  ...RULES_N,
  ...RULES_O,
  ...RULES_P,
  ...RULES_Q,
  ...RULES_R,
  ...RULES_S,
  ...RULES_T,
  ...RULES_U,
  ...RULES_V,
  ...RULES_W,
  ...RULES_X,
  ...RULES_Y,
  ...RULES_Z,
  ...STRUCTURAL_RULES,
  ...COMMAND_RULES,
  ...DIRECTIVE_RULES,
  ...RULES_CRYPTO_KEYS,
  ...RULES_CODE_LITERALS,
  ...RULES_PASSWORD_HASHES,
  ...NAMED_CREDENTIALS,
];
