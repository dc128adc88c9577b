/** Beginnings of our rule ids for those names of secretlint's rule packages that differ from the vendor's name in our ids. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  basicauth: ['url-password', 'authorization-basic'],
  'database-connection-string': ['jdbc-', 'connection-string-', 'url-password'],
  gcp: ['gcp', 'google'],
  privatekey: ['pem-', 'pgp-private', 'putty-', 'encrypted-private-key'],
  'secp256k1-privatekey': ['ethereum-', 'secp256k1-'],
  azure: ['azure', 'microsoft', 'entra'],
};

/** Ids of findings judged by key and value, for which secretlint has no rule: a comment that names the vendor means them too. */
const isGeneric = (ruleId: string): boolean => ruleId.startsWith('generic-') || ruleId.startsWith('weak-default');

/**
 * Whether a rule named in a secretlint comment speaks of one of our rules. secretlint's packages are named after vendors
 * (`@secretlint/secretlint-rule-aws`), as our ids are (`aws-…`); presets and the comment filter itself mean every rule.
 */
export const isSecretlintRule = (secretlintId: string, ruleId: string): boolean => {
  const id = secretlintId.toLowerCase();
  if (id === ruleId || id.includes('preset-') || id.includes('rule-filter-')) return true;
  const name = /(?:^|\/)(?:secretlint-rule-)?([a-z0-9-]+)$/.exec(id)?.[1];
  if (name === undefined) return false;
  return isGeneric(ruleId) || (OURS[name] ?? [`${name}-`]).some((beginning) => ruleId.startsWith(beginning));
};
