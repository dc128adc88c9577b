import type { MovedValue, Rewrite, SiblingFile } from './rewrite.ts';

/** Why a value in such a file can't be moved, and what helps instead. Undefined for files that can be rewritten. */
export const whyNothing = (path: string, format: string | undefined): readonly string[] | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (format === 'ci-log')
    return [
      `${path} is a log: changing it undoes nothing. Replace the value where it was issued, then delete the log.`,
      'GitHub: gh api --method DELETE repos/{owner}/{repo}/actions/runs/<run id>/logs',
    ];
  if (/\.tfstate(?:\.\w+)?$/.test(name))
    return [
      `${path} is Terraform's state, which holds every value in plaintext: keep it in an encrypted remote backend, take it out of the repository, and replace the value.`,
    ];
  if (format === 'netrc' || format === 'git-credentials')
    return [
      `${path} is read by git and curl, which resolve no references: take the line out and use a credential helper (git config credential.helper), or write the file at start from "watertight resolve".`,
    ];
  if (format === 'pgpass')
    return [
      `${path} is read by libpq, which resolves no references: take the line out and start the program with PGPASSWORD=<reference> under "watertight run".`,
    ];
  if (format === 'htpasswd') return [`${path} holds password hashes that a web server reads: keep the file out of the repository and set new passwords.`];
  if (format === 'pypirc')
    return [
      `${path} is read by twine, which resolves no references: take the password out and start twine with TWINE_PASSWORD=<reference> under "watertight run".`,
    ];
  if (/\.(?:ipynb|har|sarif|lock|map|snap|pcap)$/.test(name) || /^(?:package-lock|npm-shrinkwrap)\.json$/.test(name))
    return [`${path} is written by a program: take the value out where it comes from, make the file again, and replace the value.`];
  if (/\.(?:pem|key|p8|p12|pfx|ppk|keystore|jks|asc|gpg)$|^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name))
    return [`${path} is a key as a whole: store it ("watertight secrets create <name> --file ${path}"), delete the file, and replace the key.`];
  return undefined;
};

export const nothing = (instructions: readonly string[]): Rewrite => ({ kind: 'none', edits: [], created: [], instructions, complete: false });

/** Text that people read: the reference takes the value's place, and nothing depends on it. */
export const rewriteProse = (file: SiblingFile, values: readonly MovedValue[]): Rewrite => ({
  kind: 'text',
  edits: values.map((value) => ({ path: file.path, range: value.range, text: value.reference })),
  created: [],
  instructions: [],
  complete: true,
});
