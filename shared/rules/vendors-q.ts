import type { Rule } from '../model/rule.ts';
import { alnum, hex, serviceKey, shape } from './service-key.ts';

export const RULES_Q: readonly Rule[] = [
  serviceKey('qase-api-token', 'Qase API token', 'qase', alnum(40, 64)),
  serviceKey('qualaroo-api-key', 'Qualaroo API key', 'qualaroo', shape('[A-Za-z0-9=]{64}', '{{alnum:64}}'), { filters: ['has-digit'] }),
  serviceKey('qubole-api-token', 'Qubole API token', 'qubole', alnum(64)),
  serviceKey(
    'quickbase-user-token',
    'Quickbase user token',
    'quickbase',
    shape('b[0-9a-z]{5,7}_[0-9a-z]{4,5}_[0-9]_[0-9a-z]{20,40}', 'b{{lowernum:6}}_{{lowernum:4}}_0_{{lowernum:30}}'),
  ),
  serviceKey(
    'quip-access-token',
    'Quip access token',
    'quip',
    shape('[A-Za-z0-9+/]{43}=\\|[0-9]{10}\\|[A-Za-z0-9+/]{43}=', '{{alnum:43}}=|{{digit:10}}|{{alnum:43}}='),
    { end: '(?![\\w=])', wholeWord: true },
  ),
  serviceKey(
    'qdrant-api-key',
    'Qdrant API key',
    'qdrant',
    shape('eyJhbGciOiJIUzI1NiI[\\w-]{10,40}\\.[\\w-]{20,200}\\.[\\w-]{43}|[A-Za-z0-9_-]{54,80}', '{{alnum:54}}'),
    { filters: ['has-digit'] },
  ),
  serviceKey('qualtrics-api-token', 'Qualtrics API token', 'qualtrics', alnum(40)),
  serviceKey('qiniu-secret-key', 'Qiniu access or secret key', 'qiniu', shape('[A-Za-z0-9_-]{40}', '{{alnum:40}}'), {
    filters: ['has-digit', 'mixed-case'],
    severity: 'critical',
  }),
  serviceKey('quickmetrics-api-key', 'Quickmetrics API key', 'quickmetrics', shape('[A-Za-z0-9_-]{22}', '{{alnum:22}}'), { filters: ['has-digit'] }),
  serviceKey('quandl-api-key', 'Quandl API key', 'quandl', hex(20), { severity: 'low' }),
];
