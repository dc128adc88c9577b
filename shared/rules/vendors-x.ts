import type { Rule } from '../model/rule.ts';
import { keyed, token } from './pattern.ts';
import { hex, serviceKey, shape, uuid } from './service-key.ts';

export const RULES_X: readonly Rule[] = [
  {
    id: 'xai-api-key',
    title: 'xAI API key',
    keywords: ['xai-'],
    pattern: token('xai-[A-Za-z0-9]{80}'),
    severity: 'high',
    anchored: true,
    source: 'https://docs.x.ai/docs/overview',
    rotate: 'https://console.x.ai/',
    examples: ['XAI_API_KEY=xai-{{alnum:80}}'],
    counterExamples: ['xai-sdk', 'xai-{{alnum:20}}'],
  },
  {
    id: 'xata-api-key',
    title: 'Xata API key',
    keywords: ['xau_'],
    pattern: token('xau_[A-Za-z0-9]{32,44}'),
    severity: 'high',
    anchored: true,
    source: 'https://xata.io/docs/concepts/api-keys',
    examples: ['XATA_API_KEY=xau_{{alnum:36}}'],
    counterExamples: ['xau_short'],
  },
  serviceKey('xata-legacy-key', 'Xata API key by name', 'xata', shape('xau_[A-Za-z0-9]{20,60}', 'xau_{{alnum:36}}')),
  serviceKey('xero-client-secret', 'Xero client secret', 'xero', shape('[A-Za-z0-9_-]{48}', '{{alnum:48}}'), {
    filters: ['has-digit', 'mixed-case'],
    rotate: 'https://developer.xero.com/app/manage',
  }),
  {
    id: 'xendit-secret-key',
    title: 'Xendit secret key',
    keywords: ['xnd_production_', 'xnd_development_'],
    pattern: token('xnd_(?:production|development)_[A-Za-z0-9+/=]{40,90}', { end: '(?![\\w+/=])' }),
    severity: 'critical',
    source: 'https://docs.xendit.co/docs/api-keys',
    examples: ['XENDIT_SECRET_KEY=xnd_production_{{alnum:64}}'],
    counterExamples: ['xnd_public_production_{{alnum:64}}', 'xnd_production_short'],
  },
  serviceKey('xfyun-api-secret', 'iFlytek (xfyun) API secret', ['xfyun', 'iflytek'], hex(32)),
  serviceKey(
    'xbox-live-token',
    'Xbox API key',
    ['xboxapi', 'xapi us', 'xbl.io', 'openxbl'],
    shape('[0-9a-f]{40}|[a-z0-9]{8}-(?:[a-z0-9]{4}-){3}[a-z0-9]{12}', '{{hex:40}}'),
    { words: 'none' },
  ),
  {
    id: 'xray-cloud-client-secret',
    title: 'Xray test management client secret',
    keywords: ['xray'],
    pattern: keyed('xray', '[0-9a-f]{64}', { words: ['secret'] }),
    severity: 'high',
    filters: ['has-digit'],
    source: 'https://docs.getxray.app/display/XRAYCLOUD/Global+Settings%3A+API+Keys',
    examples: ['XRAY_CLIENT_SECRET={{hex:64}}'],
    counterExamples: ['xray digest {{hex:64}}'],
  },
  serviceKey('xirsys-secret', 'Xirsys secret', 'xirsys', uuid, { severity: 'medium' }),
];
