import { describe, expect, it } from '@jest/globals';
import { AWS, AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ', 'zW77'].join('');

/** A file, its text with `@` for the value, and the text after. */
const REWRITTEN: Readonly<Record<string, readonly [path: string, before: string, after: string]>> = {
  JavaScript: ['app.js', `const dbPassword = '@'; // rotate\n`, `const dbPassword = process.env.DB_PASSWORD; // rotate\n`],
  TypeScript: ['app.ts', `export const config = { dbPassword: "@" };\n`, `export const config = { dbPassword: process.env.DB_PASSWORD! };\n`],
  Python: ['app.py', `import os\nDB_PASSWORD = "@"\n`, `import os\nDB_PASSWORD = os.environ["DB_PASSWORD"]\n`],
  'Python, with the import it needs': [
    'app.py',
    `"""Doc."""\nfrom __future__ import annotations\nimport sys\nDB_PASSWORD = "@"\n`,
    `"""Doc."""\nfrom __future__ import annotations\nimport os\nimport sys\nDB_PASSWORD = os.environ["DB_PASSWORD"]\n`,
  ],
  'Go, with the import it needs': [
    'main.go',
    `package main\n\nimport (\n\t"fmt"\n)\n\nvar dbPassword = "@"\n`,
    `package main\n\nimport (\n\t"os"\n\t"fmt"\n)\n\nvar dbPassword = os.Getenv("DB_PASSWORD")\n`,
  ],
  Ruby: ['app.rb', `db_password = '@'\n`, `db_password = ENV.fetch("DB_PASSWORD")\n`],
  PHP: ['app.php', `<?php\n$db_password = '@';\n`, `<?php\n$db_password = getenv("DB_PASSWORD");\n`],
  Go: ['main.go', `package main\nimport "os"\nvar dbPassword = "@"\n`, `package main\nimport "os"\nvar dbPassword = os.Getenv("DB_PASSWORD")\n`],
  Java: ['App.java', `  String dbPassword = "@";\n`, `  String dbPassword = System.getenv("DB_PASSWORD");\n`],
  Kotlin: ['App.kt', `val dbPassword = "@"\n`, `val dbPassword = System.getenv("DB_PASSWORD")\n`],
  'C#': ['App.cs', `  string dbPassword = "@";\n`, `  string dbPassword = System.Environment.GetEnvironmentVariable("DB_PASSWORD");\n`],
};

/** A file where an expression can't stand, or needs more than the literal's place. */
const SUGGESTED: Readonly<Record<string, readonly [path: string, before: string, said: string]>> = {
  'Python without an import': [
    'app.py',
    `DB_PASSWORD = "@"\n`,
    'app.py:1:16: put os.environ["DB_PASSWORD"] in the place of the value, quotes included (with: import os)',
  ],
  'a Go constant': ['main.go', `import "os"\nconst dbPassword = "@"\n`, 'main.go:2:21: put os.Getenv("DB_PASSWORD") in the place of the value'],
  Rust: ['main.rs', `let db_password = "@";\n`, 'std::env::var("DB_PASSWORD").expect("DB_PASSWORD is not set")'],
  'a PHP constant': ['app.php', `<?php\nconst DB_PASSWORD = '@';\n`, 'getenv("DB_PASSWORD")'],
  'an attribute of JSX': ['app.tsx', `<Login dbPassword="@" />\n`, 'process.env.DB_PASSWORD!'],
  'an attribute of JSX on a line of its own': ['app.jsx', `<Login\n  dbPassword="@"\n/>\n`, 'process.env.DB_PASSWORD'],
  'a part of a longer expression': ['app.js', `const dbPassword = '@' + suffix;\n`, 'process.env.DB_PASSWORD'],
};

describe('program text', () => {
  for (const [name, [path, before, after]] of Object.entries(REWRITTEN)) {
    it(`reads the environment: ${name}`, () => {
      const { texts, rewrite } = moveText(path, before.replace('@', LIVE));
      expect(texts[path]).toBe(after);
      expect(texts['.env']).toBe(`DB_PASSWORD=${AWS_ARN}:DB_PASSWORD::\n`);
      expect(rewrite).toMatchObject({ kind: 'source', complete: false, instructions: ['Start the program with: watertight run -e .env -- <command>'] });
      for (const [each, text] of Object.entries(texts)) expect(scanText(each, text)).toEqual([]);
    });
  }

  for (const [name, [path, before, said]] of Object.entries(SUGGESTED)) {
    it(`is left alone, with the text to put there: ${name}`, () => {
      const { rewrite, targets } = moveText(path, before.replace('@', LIVE));
      expect(targets).toHaveLength(1);
      expect(rewrite).toMatchObject({ kind: 'source', edits: [], created: [], complete: false });
      expect(rewrite.instructions.join('\n')).toContain(said);
    });
  }

  it('asks for the value itself where a shell runs it', () => {
    const text = `#!/bin/bash\nexport DB_PASSWORD="${LIVE}" # rotate\nAPI_SECRET=${LIVE}b\ncurl -H "Authorization: Bearer ${LIVE}c" https://api.acme.io\n`;
    const { texts } = moveText('deploy.sh', text, LOCAL);
    expect(texts['deploy.sh']).toContain(
      `export DB_PASSWORD="$(watertight resolve 'local://dev/app#DB_PASSWORD')" # rotate\nAPI_SECRET="$(watertight resolve 'local://dev/app#API_SECRET')"\n`,
    );
    expect(texts['.env']).toBeUndefined();
  });

  it('is never held by an instruction', () => {
    for (const [path, before] of [...Object.values(REWRITTEN), ...Object.values(SUGGESTED)]) {
      const { rewrite } = moveText(path, before.replace('@', LIVE), AWS);
      expect(JSON.stringify([rewrite.instructions, rewrite.created, rewrite.edits])).not.toContain(LIVE.slice(0, 8));
    }
  });
});
