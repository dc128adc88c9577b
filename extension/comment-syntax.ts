/** How a comment that stands alone on a line begins and ends, by the name of a file and by VS Code's language ids. */
export interface CommentSyntax {
  readonly start: string;
  readonly end: string;
}

const line = (start: string): CommentSyntax => ({ start: `${start} `, end: '' });
const HASH = line('#');
const SLASHES = line('//');
const DASHES = line('--');
const SEMICOLON = line(';');
const PERCENT = line('%');
const BLOCK: CommentSyntax = { start: '/* ', end: ' */' };
const MARKUP: CommentSyntax = { start: '<!-- ', end: ' -->' };

const BY_LANGUAGE: ReadonlyMap<string, CommentSyntax> = new Map(
  (
    [
      [
        HASH,
        'dotenv properties shellscript python ruby perl r yaml dockercompose dockerfile toml terraform terraform-vars hcl makefile powershell elixir julia coffeescript ignore github-actions-workflow nix',
      ],
      [
        SLASHES,
        'javascript javascriptreact typescript typescriptreact go java kotlin c cpp csharp rust swift php dart scala groovy objective-c objective-cpp fsharp jsonc less scss bicep zig',
      ],
      [DASHES, 'sql lua haskell elm'],
      [SEMICOLON, 'ini clojure lisp scheme'],
      [PERCENT, 'erlang latex matlab'],
      [BLOCK, 'css'],
      [MARKUP, 'html xml markdown vue svelte xsl'],
    ] as const
  ).flatMap(([syntax, ids]) => ids.split(' ').map((id) => [id, syntax] as const)),
);

/** Names whose language VS Code does not know without another extension, or knows wrongly. */
const BY_NAME: readonly (readonly [RegExp, CommentSyntax])[] = [
  [/(?:^|\.)env(?:$|\.)|\.env$|\.envrc$/i, HASH],
  [/\.(?:tfvars|tf|hcl|ya?ml|toml|conf|cfg|properties|sh|py|rb)$/i, HASH],
  [/\.(?:[cm]?[jt]sx?|go|java|kt|rs|cs|swift|php)$/i, SLASHES],
];

/** Undefined where a text has no comments (JSON, logs, plain text): the baseline is the place for a finding in there. */
export const commentSyntaxOf = (path: string, languageId: string): CommentSyntax | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/\.json$/i.test(name)) return undefined;
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? BY_LANGUAGE.get(languageId);
};
