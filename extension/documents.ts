import { type TextDocument, workspace } from 'vscode';

/**
 * Where documents are real. Others (git's old versions, output, the preview of an edit) show the same text a second time, and its
 * secrets would count twice.
 */
const SCHEMES = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web', 'vscode-userdata', 'github', 'azurerepos', 'memfs']);

/** Longer texts are scanned by 'Scan Log File…' and by the scan of the workspace, which stream. UTF-16 units. */
export const MAX_TEXT = 20_000_000;

/** Lines by which a text without a name is judged. */
const FIRST_LINES = 40;

/** For selectors of providers: as `isScanned`, without size. */
export const SELECTOR = [...SCHEMES].map((scheme) => ({ scheme }));

export const isScanned = (document: TextDocument): boolean => SCHEMES.has(document.uri.scheme) && !document.isClosed;

/** In UTF-16 units, without putting the text together. */
export const lengthOf = (document: TextDocument): number => document.offsetAt(document.lineAt(document.lineCount - 1).range.end);

/** Whether what is found in it is kept current while it is open. */
export const isFollowed = (document: TextDocument): boolean => isScanned(document) && lengthOf(document) <= MAX_TEXT;

/** Names by which formats are recognised, for texts that have no file yet. */
const NAME_BY_LANGUAGE: Readonly<Record<string, string>> = {
  dotenv: '.env',
  properties: 'untitled.properties',
  'terraform-vars': 'untitled.tfvars',
  terraform: 'untitled.tf',
  json: 'untitled.json',
  jsonc: 'untitled.json',
  yaml: 'untitled.yaml',
  dockercompose: 'compose.yaml',
  toml: 'untitled.toml',
  ini: 'untitled.ini',
  xml: 'untitled.xml',
  log: 'untitled.log',
};

/** Lines of a text that has neither name nor language yet: what was pasted or typed looks like a .env file. */
const looksLikeEnv = (document: TextDocument): boolean => {
  let [like, seen] = [0, 0];
  for (let line = 0; line < Math.min(document.lineCount, FIRST_LINES); line++) {
    const text = document.lineAt(line).text.trim();
    if (text === '' || text.startsWith('#')) continue;
    seen += 1;
    if (/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_.]*=/.test(text)) like += 1;
  }
  return seen > 0 && like * 2 > seen;
};

const nameOfUntitled = (document: TextDocument): string =>
  NAME_BY_LANGUAGE[document.languageId] ?? (document.languageId === 'plaintext' && looksLikeEnv(document) ? '.env' : 'untitled');

/** A document's place as the command line names it: the folder it belongs to, and its path in there. */
export const placeOf = (document: TextDocument): { readonly folder: string | null; readonly path: string } => {
  if (document.isUntitled) return { folder: null, path: nameOfUntitled(document) };
  const folder = workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined) return { folder: null, path: document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1) };
  const base = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  const isOnDisk = folder.uri.scheme === 'file' && workspace.isTrusted;
  return { folder: isOnDisk ? folder.uri.fsPath : null, path: document.uri.path.slice(base.length) };
};
