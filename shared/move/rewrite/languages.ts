/** How a language reads an environment variable. */
export interface Language {
  readonly name: string;
  readonly endings: RegExp;
  /** The expression that takes the place of a string literal, quotes included; `NAME` stands for the variable. */
  readonly read: string;
  /** What stands before a literal that no expression can take the place of: constants, annotations, patterns, attributes of JSX. */
  readonly unless?: RegExp;
  /** What the file must hold already for the expression to work, or it is shown as a suggestion alone. */
  readonly needs?: RegExp;
  /** What is added where `needs` is not met. */
  readonly needed?: string;
  /** Where it can be added, and as what. */
  readonly addition?: (text: string) => { readonly at: number; readonly text: string } | undefined;
  /** Set where the expression has another type than the literal: shown as a suggestion alone. */
  readonly isSuggestion?: true;
}

/** Before the first import of a module; `__future__` has to stay first. */
const pythonImport = (text: string): { at: number; text: string } | undefined => {
  const first = /^(?:import|from) (?!__future__)[\w.]+/m.exec(text);
  const isInString = first !== null && (text.slice(0, first.index).match(/"""|'''/g)?.length ?? 0) % 2 === 1;
  return first && !isInString ? { at: first.index, text: 'import os\n' } : undefined;
};

const goImport = (text: string): { at: number; text: string } | undefined => {
  const group = /^import \(\r?\n/m.exec(text);
  if (group) return { at: group.index + group[0].length, text: '\t"os"\n' };
  const single = /^import (?:[\w.]+ )?"/m.exec(text);
  return single ? { at: single.index, text: 'import "os"\n' } : undefined;
};

/** Source: each language's own documentation of its environment. */
export const LANGUAGES: readonly Language[] = [
  {
    name: 'TypeScript',
    endings: /\.[cm]?tsx?$/i,
    read: 'process.env.NAME!',
    unless: /^(?!\s*(?:export\s+)?(?:const|let|var)\b).*[\w-]=$|^\s*(?:type|interface|case|import|export\s+\*)\b|\bas\s+$/,
  },
  {
    name: 'JavaScript',
    endings: /\.(?:[cm]?jsx?|vue|svelte)$/i,
    read: 'process.env.NAME',
    unless: /^(?!\s*(?:export\s+)?(?:const|let|var)\b).*[\w-]=$|^\s*(?:case|import|export\s+\*)\b/,
  },
  {
    name: 'Python',
    endings: /\.pyw?$/i,
    read: 'os.environ["NAME"]',
    needs: /^import (?:[\w., ]+, ?)?os\b(?! as)/m,
    needed: 'import os',
    addition: pythonImport,
    unless: /^\s*case\b/,
  },
  { name: 'Ruby', endings: /\.(?:rb|rake|gemspec)$|(?:^|\/)(?:Rakefile|Gemfile|Vagrantfile)$/i, read: 'ENV.fetch("NAME")' },
  {
    name: 'PHP',
    endings: /\.(?:php|phtml)$/i,
    read: 'getenv("NAME")',
    unless: /\b(?:const|public|private|protected|static|var|case)\b|function\b[^{]*$|^\s*#\[/,
  },
  {
    name: 'Go',
    endings: /\.go$/i,
    read: 'os.Getenv("NAME")',
    needs: /^\s*(?:import\s+)?"os"\s*$/m,
    needed: 'import "os"',
    addition: goImport,
    unless: /\b(?:const|case)\b|`/,
  },
  { name: 'Java', endings: /\.java$/i, read: 'System.getenv("NAME")', unless: /@\w|\bcase\b/ },
  { name: 'Kotlin', endings: /\.kts?$/i, read: 'System.getenv("NAME")', unless: /@\w|\bconst\b/ },
  { name: 'Scala', endings: /\.(?:scala|sc|sbt)$/i, read: 'sys.env("NAME")', unless: /@\w|\bcase\b/ },
  {
    name: 'Groovy',
    endings: /\.(?:groovy|gradle)$|(?:^|\/)Jenkinsfile[\w.-]*$/i,
    read: 'System.getenv("NAME")',
    unless: /@\w/,
    isSuggestion: true,
  },
  { name: 'C#', endings: /\.(?:cs|csx)$/i, read: 'System.Environment.GetEnvironmentVariable("NAME")', unless: /\b(?:const|case)\b|^\s*\[|[@$]"/ },
  { name: 'Rust', endings: /\.rs$/i, read: 'std::env::var("NAME").expect("NAME is not set")', isSuggestion: true },
  { name: 'Swift', endings: /\.swift$/i, read: 'ProcessInfo.processInfo.environment["NAME"]!', isSuggestion: true },
  { name: 'Elixir', endings: /\.exs?$/i, read: 'System.fetch_env!("NAME")', unless: /^\s*@/ },
  { name: 'Perl', endings: /\.(?:pl|pm)$/i, read: '$ENV{NAME}', unless: /\bqw?\b/ },
  { name: 'Lua', endings: /\.lua$/i, read: 'os.getenv("NAME")' },
  { name: 'R', endings: /\.r$/i, read: 'Sys.getenv("NAME")' },
  { name: 'Dart', endings: /\.dart$/i, read: 'Platform.environment["NAME"]!', isSuggestion: true },
  { name: 'C', endings: /\.(?:c|cc|cpp|cxx|h|hpp|m|mm)$/i, read: 'getenv("NAME")', isSuggestion: true },
  { name: 'PowerShell', endings: /\.psm?1$/i, read: '$env:NAME' },
];

export const readOf = (language: Language, variable: string): string => language.read.replaceAll('NAME', variable);

export const languageOf = (path: string): Language | undefined => LANGUAGES.find(({ endings }) => endings.test(path));

export const isShell = (path: string, text: string): boolean => /\.(?:sh|bash|zsh|ksh)$/i.test(path) || /^#!.{0,80}\b(?:ba|z|k|da)?sh\b/.test(text);
