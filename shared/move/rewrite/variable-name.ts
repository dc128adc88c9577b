/** Last words of a key that say nothing alone: the key around it joins in, so that `database.password` is `DATABASE_PASSWORD`. */
const VAGUE = /^(?:PASS|PASSWORD|PASSWD|PWD|SECRET|TOKEN|KEY|VALUE|DEFAULT|URL|URI|DSN|AUTH|CREDENTIALS?|APIKEY|API_KEY|SECRET_KEY|ACCESS_KEY)$/;

const upper = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();

/** Parents that are part of a grammar, not of a name. */
const STRUCTURE =
  /^(?:ENV|WITH|ENVIRONMENT|DATA|STRING_DATA|STRINGDATA|SPEC|CONTAINERS|SERVICES|VARIABLE|VARIABLES|RESOURCE|LOCALS|ROOT|CONFIG|SETTINGS|PROPERTIES)$/;

/** The name of an environment variable for a key, by convention in upper case. Names that can be used as they are stay. Never empty. */
export const variableName = (key: string | null, parents: readonly string[] = []): string => {
  if (key !== null && /^[A-Z_][A-Z0-9_]*$/.test(key)) return key;
  const own = upper(key ?? '');
  const around = upper(parents.at(-1) ?? '');
  const name = (VAGUE.test(own) || own === '') && around !== '' && !STRUCTURE.test(around) ? `${around}_${own}` : own;
  const trimmed = name.replace(/_$/, '') || 'SECRET';
  return /^[0-9]/.test(trimmed) ? `_${trimmed}` : trimmed;
};
