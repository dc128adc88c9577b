/** How a language reads an environment variable. */
export interface Language {
  readonly name: string;
  readonly endings: RegExp;
  /** The expression that takes the place of a string literal, quotes included. */
  readonly read: (variable: string) => string;
  /** Lines where an expression can't stand in the place of a literal: constants, annotations, patterns. */
  readonly unless?: RegExp;
  /** What the file must hold already for the expression to work, or it is shown as a suggestion alone. */
  readonly needs?: RegExp;
  /** What a person adds where `needs` is not met. */
  readonly needed?: string;
  /** Set where the expression has another type than the literal: shown as a suggestion alone. */
  readonly isSuggestion?: true;
}

/** Source: each language's own documentation of its environment. */
export const LANGUAGES: readonly Language[] = [
  {
    name: 'TypeScript',
    endings: /\.[cm]?tsx?$/i,
    read: (name) => `process.env.${name}!`,
    unless: /\w="[^"]*$|^\s*(?:type|interface|case|import|export\s+\*)\b|\bas\s+["']/,
  },
  {
    name: 'JavaScript',
    endings: /\.(?:[cm]?jsx?|vue|svelte)$/i,
    read: (name) => `process.env.${name}`,
    unless: /\w="[^"]*$|^\s*(?:case|import|export\s+\*)\b/,
  },
  {
    name: 'Python',
    endings: /\.pyw?$/i,
    read: (name) => `os.environ["${name}"]`,
    needs: /^import (?:[\w., ]+, ?)?os\b(?! as)/m,
    needed: 'import os',
    unless: /^\s*case\b/,
  },
  { name: 'Ruby', endings: /\.(?:rb|rake|gemspec)$|(?:^|\/)(?:Rakefile|Gemfile|Vagrantfile)$/i, read: (name) => `ENV.fetch("${name}")` },
  {
    name: 'PHP',
    endings: /\.(?:php|phtml)$/i,
    read: (name) => `getenv('${name}')`,
    unless: /\b(?:const|public|private|protected|static|var|case)\b|function\b[^{]*$|^\s*#\[/,
  },
  {
    name: 'Go',
    endings: /\.go$/i,
    read: (name) => `os.Getenv("${name}")`,
    needs: /^\s*(?:import\s+)?"os"\s*$/m,
    needed: 'import "os"',
    unless: /\b(?:const|case)\b|`/,
  },
  { name: 'Java', endings: /\.java$/i, read: (name) => `System.getenv("${name}")`, unless: /@\w|\bcase\b/ },
  { name: 'Kotlin', endings: /\.kts?$/i, read: (name) => `System.getenv("${name}")`, unless: /@\w|\bconst\b/ },
  { name: 'Scala', endings: /\.(?:scala|sc|sbt)$/i, read: (name) => `sys.env("${name}")`, unless: /@\w|\bcase\b/ },
  {
    name: 'Groovy',
    endings: /\.(?:groovy|gradle)$|(?:^|\/)Jenkinsfile[\w.-]*$/i,
    read: (name) => `System.getenv("${name}")`,
    unless: /@\w/,
    isSuggestion: true,
  },
  { name: 'C#', endings: /\.(?:cs|csx)$/i, read: (name) => `System.Environment.GetEnvironmentVariable("${name}")`, unless: /\b(?:const|case)\b|^\s*\[|[@$]"/ },
  { name: 'Rust', endings: /\.rs$/i, read: (name) => `std::env::var("${name}").expect("${name} is not set")`, isSuggestion: true },
  { name: 'Swift', endings: /\.swift$/i, read: (name) => `ProcessInfo.processInfo.environment["${name}"]!`, isSuggestion: true },
  { name: 'Elixir', endings: /\.exs?$/i, read: (name) => `System.fetch_env!("${name}")`, unless: /^\s*@/ },
  { name: 'Perl', endings: /\.(?:pl|pm)$/i, read: (name) => `$ENV{${name}}`, unless: /\bqw?\b/ },
  { name: 'Lua', endings: /\.lua$/i, read: (name) => `os.getenv("${name}")` },
  { name: 'R', endings: /\.r$/i, read: (name) => `Sys.getenv("${name}")` },
  { name: 'Dart', endings: /\.dart$/i, read: (name) => `Platform.environment['${name}']!`, isSuggestion: true },
  { name: 'C', endings: /\.(?:c|cc|cpp|cxx|h|hpp|m|mm)$/i, read: (name) => `getenv("${name}")`, isSuggestion: true },
  { name: 'PowerShell', endings: /\.psm?1$/i, read: (name) => `$env:${name}` },
];

export const languageOf = (path: string): Language | undefined => LANGUAGES.find(({ endings }) => endings.test(path));

export const isShell = (path: string, text: string): boolean => /\.(?:sh|bash|zsh|ksh)$/i.test(path) || /^#!.{0,80}\b(?:ba|z|k|da)?sh\b/.test(text);
