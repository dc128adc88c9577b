/** Beginnings of our ids for those of gitleaks' rules that have another name there. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'generic-api-key': ['generic-'],
  'aws-access-token': ['aws-access-key', 'aws-secret'],
  'aws-amazon-bedrock-api-key-long-lived': ['aws-bedrock-api-key'],
  'aws-amazon-bedrock-api-key-short-lived': ['aws-bedrock-short'],
  'curl-auth-header': ['authorization-'],
  'curl-auth-user': ['curl-'],
  'discord-api-token': ['discord-'],
  'heroku-api-key-v2': ['heroku-'],
  'openai-api-key': ['openai-'],
  'sendgrid-api-token': ['sendgrid-'],
  'slack-webhook-url': ['slack-webhook'],
  'slack-app-token': ['slack-app'],
  'telegram-bot-api-token': ['telegram-'],
  'private-key': ['pem-', 'pgp-private', 'putty-'],
  jwt: ['json-web-token'],
  'jwt-base64': ['json-web-token'],
  'github-pat': ['github-personal', 'github-token', 'github-classic'],
  'github-fine-grained-pat': ['github-fine-grained', 'github-personal'],
  'gitlab-pat': ['gitlab-personal', 'gitlab-access', 'gitlab-token'],
  'stripe-access-token': ['stripe-secret', 'stripe-restricted'],
  'npm-access-token': ['npm-'],
  'hashicorp-tf-api-token': ['terraform', 'hashicorp', 'hcp-'],
};

/**
 * Our rules that find what a rule of gitleaks finds: that of the same name, or those known to be meant, or those that begin with its
 * name, or the only one of the same vendor. Of a vendor's several rules none is chosen: turning off too much would hide leaks.
 */
export const oursFor = (gitleaksId: string, ids: readonly string[]): string[] => {
  const id = gitleaksId.toLowerCase();
  if (ids.includes(id)) return [id];
  const beginnings = OURS[id] ?? [id];
  const found = ids.filter((ours) => beginnings.some((beginning) => ours.startsWith(beginning)));
  if (found.length > 0) return found;
  const vendors = ids.filter((ours) => ours.startsWith(`${vendorOf(id)}-`));
  return vendors.length === 1 ? vendors : [];
};

const vendorOf = (id: string): string => /^[a-z0-9]+/.exec(id)?.[0] ?? id;

/** Our rules whose findings an exception for a gitleaks rule may have meant: also the vendor's other rules, and credentials found by their keys. */
export const oursNear = (gitleaksId: string, ids: readonly string[]): string[] => {
  const vendor = vendorOf(gitleaksId.toLowerCase());
  const near = new Set(oursFor(gitleaksId, ids));
  for (const id of ids) if (id.startsWith(`${vendor}-`) || id.startsWith('generic-')) near.add(id);
  return [...near];
};
