import type { LiveCheck } from '../model/live-check.ts';
import { BEARER, has, no, ok, UNAUTHORIZED } from './live-check-parts.ts';

const STS_ERROR = (code: string, message: string) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** Clouds and hosts. */
export const CLOUD_CHECKS: readonly LiveCheck[] = [
  {
    id: 'aws',
    vendor: 'AWS',
    rules: ['aws-key-pair', 'aws-secret-access-key'],
    method: 'POST',
    urls: ['https://sts.amazonaws.com/', 'https://sts.us-gov-west-1.amazonaws.com/', 'https://sts.cn-north-1.amazonaws.com.cn/'],
    signed: 'aws-sts',
    beside: {
      id: { rules: ['aws-access-key-id'], lines: 5 },
      // `ASIA…` are ids of temporary credentials, which work with their token only.
      token: { rules: ['aws-session-token', 'aws-keyed-session-token'], lines: 8, optional: true, neededFor: 'ASIA' },
    },
    active: [{ status: 200, text: ['<GetCallerIdentityResult>'] }],
    // `SignatureDoesNotMatch` also stands for a clock that is off ("Signature expired: … is now earlier than …"), which says nothing of the key.
    inactive: [{ status: 403, text: ['<Code>InvalidClientTokenId</Code>', 'The request signature we calculated does not match', '<Code>ExpiredToken</Code>'] }],
    identity: { account: { after: '<Account>', before: '</Account>' }, arn: { after: '<Arn>', before: '</Arn>' } },
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
    examples: {
      active: [
        ok(
          '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/Alice</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
        ),
      ],
      inactive: [
        no(403, STS_ERROR('InvalidClientTokenId', 'The security token included in the request is invalid.')),
        no(403, STS_ERROR('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.')),
        no(403, STS_ERROR('ExpiredToken', 'The security token included in the request is expired')),
      ],
      unknown: [
        no(403, STS_ERROR('SignatureDoesNotMatch', 'Signature expired: 20191029T154623Z is now earlier than 20191029T163344Z (20191029T164844Z - 15 min.)')),
        no(400, STS_ERROR('Throttling', 'Rate exceeded')),
      ],
    },
  },
  {
    id: 'google-api-key',
    vendor: 'Google API keys',
    rules: ['google-api-key', 'youtube-api-key', 'google-cloud-bound-api-key'],
    urls: ['https://generativelanguage.googleapis.com/v1beta/models?pageSize=1'],
    headers: { 'x-goog-api-key': '{secret}' },
    active: [
      has('/models'),
      // The key is good, and the project or the key does not allow this API, or not from here (google.api.ErrorReason).
      {
        status: 403,
        text: [
          'SERVICE_DISABLED',
          'API_KEY_SERVICE_BLOCKED',
          'API_KEY_HTTP_REFERRER_BLOCKED',
          'API_KEY_IP_ADDRESS_BLOCKED',
          'API_KEY_ANDROID_APP_BLOCKED',
          'API_KEY_IOS_APP_BLOCKED',
        ],
      },
    ],
    inactive: [{ status: 400, text: ['API_KEY_INVALID'] }],
    source: 'https://cloud.google.com/docs/authentication/api-keys-use',
    examples: {
      active: [
        ok({ models: [{ name: 'models/a', version: '001' }] }),
        no(403, { error: { code: 403, status: 'PERMISSION_DENIED', details: [{ reason: 'SERVICE_DISABLED', domain: 'googleapis.com' }] } }),
        no(403, { error: { code: 403, status: 'PERMISSION_DENIED', details: [{ reason: 'API_KEY_SERVICE_BLOCKED', domain: 'googleapis.com' }] } }),
      ],
      inactive: [no(400, { error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID', domain: 'googleapis.com' }] } })],
      unknown: [no(403, { error: { code: 403, status: 'PERMISSION_DENIED', details: [{ reason: 'CONSUMER_SUSPENDED', domain: 'googleapis.com' }] } })],
    },
  },
  {
    id: 'google-oauth',
    vendor: 'Google OAuth',
    rules: ['google-oauth-access-token'],
    method: 'POST',
    urls: ['https://www.googleapis.com/oauth2/v1/tokeninfo'],
    form: { access_token: '{secret}' },
    active: [has('/expires_in')],
    inactive: [{ status: 400, json: { '/error': ['invalid_token'] } }],
    identity: { scopes: { json: '/scope' }, client: { json: '/issued_to' } },
    source: 'https://cloud.google.com/docs/authentication/token-types#access-contents',
    examples: {
      active: [ok({ issued_to: '32553540559.apps.googleusercontent.com', scope: 'openid', expires_in: 3548, access_type: 'online' })],
      inactive: [no(400, { error: 'invalid_token', error_description: 'Invalid Value' })],
    },
  },
  {
    id: 'digitalocean',
    vendor: 'DigitalOcean',
    rules: ['digitalocean-token', 'digitalocean-legacy-token'],
    urls: ['https://api.digitalocean.com/v2/account'],
    headers: BEARER,
    values: '(?!dor_).{1,200}',
    active: [has('/account/uuid'), { status: 403, json: { '/id': ['forbidden', 'Forbidden'] } }],
    inactive: [{ status: 401, json: { '/id': ['unauthorized', 'Unauthorized'] } }],
    identity: { account: { json: '/account/uuid' }, team: { json: '/account/team/name' }, status: { json: '/account/status' } },
    source: 'https://docs.digitalocean.com/reference/api/reference/account/',
    examples: {
      active: [
        ok({ account: { uuid: 'b6fr89dbf6d9156cace5f3c78dc9851d957381ef', status: 'active', team: { name: 'My Team' } } }),
        no(403, { id: 'forbidden', message: 'You are not authorized to perform this operation' }),
      ],
      inactive: [no(401, { id: 'unauthorized', message: 'Unable to authenticate you.' })],
    },
  },
  {
    id: 'cloudflare',
    vendor: 'Cloudflare',
    rules: ['cloudflare-token', 'cloudflare-api-token'],
    // `cfat_…` belongs to an account, whose id the call would need; `cfk_…` is a key that needs an address.
    values: 'cfut_\\w{1,80}|[\\w-]{40}',
    urls: ['https://api.cloudflare.com/client/v4/user/tokens/verify'],
    headers: BEARER,
    active: [{ status: 200, json: { '/result/status': ['active'] } }],
    inactive: [
      { status: 200, json: { '/result/status': ['disabled', 'expired'] } },
      { status: 401, json: { '/errors/0/code': [1000] } },
      { status: 400, json: { '/errors/0/code': [6003] } },
    ],
    identity: { token: { json: '/result/id' }, 'expires at': { json: '/result/expires_on' } },
    elsewhere: 'tokens that an account owns, not a user',
    source: 'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
    examples: {
      active: [ok({ success: true, errors: [], result: { id: 'ed17574386854bf78a67040be0a770b0', status: 'active' } })],
      inactive: [
        no(401, { success: false, errors: [{ code: 1000, message: 'Invalid API Token' }], result: null }),
        ok({ success: true, errors: [], result: { id: 'ed17574386854bf78a67040be0a770b0', status: 'expired' } }),
        no(400, { success: false, errors: [{ code: 6003, message: 'Invalid request headers' }], result: null }),
      ],
      unknown: [no(403, { success: false, errors: [{ code: 9109, message: 'Cannot use the access token from location: 192.0.2.1' }], result: null })],
    },
  },
  {
    id: 'heroku',
    vendor: 'Heroku',
    rules: ['heroku-api-key', 'heroku-oauth-token'],
    urls: ['https://api.heroku.com/account'],
    headers: { ...BEARER, accept: 'application/vnd.heroku+json; version=3' },
    active: [has('/id'), { status: 403, json: { '/id': ['forbidden'] } }],
    inactive: [{ status: 401, json: { '/id': ['unauthorized'] } }],
    identity: { account: { json: '/id' } },
    source: 'https://devcenter.heroku.com/articles/platform-api-reference#account-info',
    examples: {
      active: [ok({ id: '01234567-89ab-cdef-0123-456789abcdef', verified: true })],
      inactive: [no(401, { id: 'unauthorized', message: 'Invalid credentials provided.' })],
    },
  },
  {
    id: 'netlify',
    vendor: 'Netlify',
    rules: ['netlify-access-token', 'netlify-legacy-token'],
    urls: ['https://api.netlify.com/api/v1/user'],
    headers: BEARER,
    active: [has('/id')],
    inactive: UNAUTHORIZED,
    identity: { account: { json: '/id' } },
    source: 'https://open-api.netlify.com/#tag/user/operation/getCurrentUser',
    examples: { active: [ok({ id: '5b6a1c', full_name: 'O' })], inactive: [no(401, { code: 401, message: 'Access Denied: Invalid token' })] },
  },
  {
    id: 'vercel',
    vendor: 'Vercel',
    rules: ['vercel-token', 'vercel-legacy-token'],
    // `vcr_…` refreshes others, `vck_…` is for models alone.
    values: 'vc[pia]_.{1,80}|[A-Za-z0-9]{24}',
    urls: ['https://api.vercel.com/v2/user'],
    headers: BEARER,
    active: [has('/user')],
    // 403 stands for a token that may not do this too; only this mark says that it is none.
    inactive: [{ status: 403, json: { '/error/invalidToken': [true] } }, { status: 401 }],
    identity: { account: { json: '/user/username' } },
    source: 'https://vercel.com/docs/rest-api/user/get-the-user',
    examples: {
      active: [ok({ user: { id: 'AEIIDYVk59zbFF2Sxfyxxmua', username: 'jane-doe' } })],
      inactive: [no(403, { error: { code: 'forbidden', message: 'Not authorized', invalidToken: true } })],
      unknown: [no(403, { error: { code: 'forbidden', message: 'Not authorized' } })],
    },
  },
  {
    id: 'supabase',
    vendor: 'Supabase',
    rules: ['supabase-access-token'],
    urls: ['https://api.supabase.com/v1/projects'],
    pauseMs: 1000,
    headers: BEARER,
    active: [
      has('/0/organization_id'),
      { status: 200, json: { '/length': [0] } },
      // A token with scopes of its own, not this one (supabase.com/docs/guides/platform/personal-access-tokens).
      { status: 403, text: ['does not have the necessary privileges'] },
    ],
    inactive: UNAUTHORIZED,
    source: 'https://supabase.com/docs/reference/api/v1-list-all-projects',
    examples: {
      active: [
        ok([{ id: 'a', organization_id: 'b', name: 'c' }]),
        ok([]),
        no(403, { message: 'Your account does not have the necessary privileges to access this endpoint.' }),
      ],
      inactive: [no(401, { message: 'Unauthorized' })],
      unknown: [ok('<html><script>let list = [];</script></html>')],
    },
  },
  {
    id: 'planetscale',
    vendor: 'PlanetScale',
    rules: ['planetscale-token'],
    values: 'pscale_oauth_.{1,100}',
    urls: ['https://api.planetscale.com/v1/user'],
    headers: BEARER,
    active: [has('/id'), { status: 403, json: { '/code': ['forbidden'] } }],
    inactive: UNAUTHORIZED,
    identity: { account: { json: '/id' } },
    source: 'https://planetscale.com/docs/api/reference/get_current_user',
    examples: {
      active: [ok({ id: 'u1', type: 'User', display_name: 'O' }), no(403, { code: 'forbidden', message: 'Forbidden' })],
      inactive: [no(401, { code: 'unauthorized', message: 'Unauthorized' })],
    },
  },
  {
    id: 'tailscale',
    vendor: 'Tailscale',
    rules: ['tailscale-key'],
    values: 'tskey-api-.{1,80}',
    urls: ['https://api.tailscale.com/api/v2/tailnet/-/devices'],
    headers: BEARER,
    active: [has('/devices'), { status: 403, json: { '/message': ['calling actor does not have enough permissions to perform this function'] } }],
    inactive: UNAUTHORIZED,
    source: 'https://tailscale.com/api#tag/devices/get/tailnet/{tailnet}/devices',
    examples: {
      active: [ok({ devices: [] }), no(403, { message: 'calling actor does not have enough permissions to perform this function' })],
      inactive: [no(401, { message: 'API token invalid' })],
    },
  },
  {
    id: 'render',
    vendor: 'Render',
    rules: ['render-api-key'],
    urls: ['https://api.render.com/v1/owners?limit=1'],
    headers: BEARER,
    active: [has('/0/owner/id')],
    inactive: UNAUTHORIZED,
    identity: { owner: { json: '/0/owner/id' } },
    source: 'https://api-docs.render.com/reference/list-owners',
    examples: { active: [ok([{ owner: { id: 'usr-1', name: 'O', type: 'user' }, cursor: 'x' }])], inactive: [no(401, { message: 'Unauthorized' })] },
  },
  {
    id: 'neon',
    vendor: 'Neon',
    rules: ['neon-api-key'],
    // Lists of projects want an organization's id with some keys; this wants nothing.
    urls: ['https://console.neon.tech/api/v2/auth'],
    headers: BEARER,
    active: [has('/auth_method')],
    inactive: UNAUTHORIZED,
    identity: { account: { json: '/account_id' }, kind: { json: '/auth_method' } },
    source: 'https://neon.com/docs/reference/api/users/get-auth-details',
    examples: { active: [ok({ account_id: '1', auth_method: 'api_key_org' })], inactive: [no(401, { code: '', message: 'authorization failed' })] },
  },
  {
    id: 'fastly',
    vendor: 'Fastly',
    rules: ['fastly-api-token'],
    urls: ['https://api.fastly.com/tokens/self'],
    headers: { 'fastly-key': '{secret}' },
    active: [has('/id')],
    inactive: UNAUTHORIZED,
    identity: { token: { json: '/id' }, scope: { json: '/scope' }, customer: { json: '/customer_id' } },
    source: 'https://www.fastly.com/documentation/reference/api/auth-tokens/user/',
    examples: {
      active: [ok({ id: '5Yo3XXnrQpjc20u0ybrf2g', customer_id: 'x4xCwxxJxGCx123Rx5xTx', scope: 'global' })],
      inactive: [no(401, { msg: 'Provided credentials are missing or invalid' })],
    },
  },
];
