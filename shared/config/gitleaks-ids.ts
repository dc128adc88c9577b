/** Beginnings of our ids for those of gitleaks' rules that have another name there. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'generic-api-key': ['generic-'],
  'aws-access-token': ['aws-access-key', 'aws-secret'],
  'aws-amazon-bedrock-api-key-long-lived': ['aws-bedrock'],
  'private-key': ['private-key', 'pem', 'pkcs', 'openssh'],
  'jwt-base64': ['jwt'],
  'github-pat': ['github-personal', 'github-token', 'github-classic'],
  'github-fine-grained-pat': ['github-fine-grained', 'github-personal'],
  'gitlab-pat': ['gitlab-personal', 'gitlab-access', 'gitlab-token'],
  'stripe-access-token': ['stripe-secret', 'stripe-restricted', 'stripe-'],
  'npm-access-token': ['npm-'],
  'hashicorp-tf-api-token': ['terraform', 'hashicorp', 'hcp-'],
};

/** Our rules that find what a rule of gitleaks finds: that of the same name, or those known to be meant, or those that begin with its name. */
export const oursFor = (gitleaksId: string, ids: readonly string[]): string[] => {
  const id = gitleaksId.toLowerCase();
  if (ids.includes(id)) return [id];
  const beginnings = OURS[id] ?? [id];
  return ids.filter((ours) => beginnings.some((beginning) => ours.startsWith(beginning)));
};

/** Our rules whose findings an exception for a gitleaks rule may have meant: also the vendor's other rules, and credentials found by their keys. */
export const oursNear = (gitleaksId: string, ids: readonly string[]): string[] => {
  const vendor = /^[a-z0-9]+/.exec(gitleaksId.toLowerCase())?.[0] ?? gitleaksId;
  const near = new Set(oursFor(gitleaksId, ids));
  for (const id of ids) if (id.startsWith(`${vendor}-`) || id.startsWith('generic-')) near.add(id);
  return [...near];
};
