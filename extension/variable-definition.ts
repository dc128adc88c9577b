import { type DefinitionProvider, Location, Position, type TextDocument, Uri, workspace } from 'vscode';

/** Files in which a variable may be set, beside the one that uses it and above it. */
const MOST_FILES = 50;
const MAX_BYTES = 1_000_000;

/** `${KEY}`, `${KEY:-default}`, `$KEY` as shells and compose files write it. */
const USE = /\$\{([A-Za-z_]\w*)|\$([A-Za-z_]\w*)/g;

const variableAt = (document: TextDocument, position: Position): string | undefined => {
  for (const match of document.lineAt(position.line).text.matchAll(USE)) {
    const end = match.index + match[0].length;
    if (match.index <= position.character && position.character <= end) return match[1] ?? match[2];
  }
  return undefined;
};

const textOf = async (uri: Uri): Promise<string> => {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const bytes = await workspace.fs.readFile(uri);
  return bytes.length > MAX_BYTES ? '' : new TextDecoder().decode(bytes);
};

/** From `${KEY}` to the line of a `.env` file that sets it: of the same folder first. */
export const variableDefinition: DefinitionProvider = {
  provideDefinition: async (document, position, token) => {
    const name = variableAt(document, position);
    if (name === undefined) return [];
    const assignment = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
    const files = await workspace.findFiles('**/{.env,.env.*,*.env}', '**/node_modules/**', MOST_FILES, token);
    const folder = Uri.joinPath(document.uri, '..').path;
    const nearFirst = [...files].sort((a, b) => Number(Uri.joinPath(b, '..').path === folder) - Number(Uri.joinPath(a, '..').path === folder));
    const found = await Promise.all(
      nearFirst.map(async (uri) => {
        const lines = (await textOf(uri)).split('\n');
        return lines.flatMap((line, at) => (assignment.test(line) ? [new Location(uri, new Position(at, line.indexOf(name)))] : []));
      }),
    );
    return found.flat();
  },
};
