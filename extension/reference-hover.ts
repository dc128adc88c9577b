import { Hover, type HoverProvider, l10n, MarkdownString, type Position, type TextDocument } from 'vscode';
import type { Reference } from '../shared/model/reference.ts';
import { asCode, forMarkdown } from '../shared/text/neutralise.ts';
import { storedFacts, writtenFacts } from './reference-facts.ts';
import { referenceAt } from './reference-text.ts';
import type { StoreAccess } from './store-access.ts';
import { titleOf } from './store-titles.ts';
import { isMissing, type Stores } from './stores-api.ts';

/** A hover that waits longer than this shows what is written alone. */
const PATIENCE_MS = 3000;

/** What a provider names instead of what it can't say. */
const orElse = async <Result>(asked: Promise<Result>): Promise<Result | Error> => {
  const late = new Promise<Error>((resolve) => setTimeout(() => resolve(new Error(l10n.t('the store does not answer'))), PATIENCE_MS));
  const answer = asked.catch((error: unknown) => (error instanceof Error ? error : new Error(l10n.t('unknown error'))));
  return Promise.race([answer, late]);
};

const rows = (facts: readonly (readonly [string, string])[]): string[] => facts.map(([label, text]) => `${forMarkdown(label)}: ${asCode(text)}`);

/** What the store says; and whether there is a value, as far as is known. */
const storedRows = async (reference: Reference, stores: Stores): Promise<{ readonly lines: readonly string[]; readonly hasValue: boolean }> => {
  const metadata = await orElse(stores.describe(reference));
  if (metadata instanceof Error) return { lines: [`$(warning) ${forMarkdown(metadata.message)}`], hasValue: !isMissing(metadata) };
  const keys = await orElse(stores.keysOf(reference));
  const named =
    keys instanceof Error || keys.length === 0
      ? []
      : [
          [
            l10n.t('Keys'),
            keys
              .slice(0, 30)
              .map((path) => path.join('.'))
              .join(', '),
          ] as const,
        ];
  return { lines: rows([...storedFacts(metadata), ...named]), hasValue: metadata.deletesAt === null };
};

const SHOW = 'watertight.revealValue';

/** What can be done, in words of ours alone: the only part of a hover that may run a command, and that one command. */
const actions = ({ uri }: TextDocument, { line, character }: Position): MarkdownString => {
  const args = encodeURIComponent(JSON.stringify([uri.toString(), line, character]));
  const link = l10n.t('[Show the Value…]({0} "Asks first")', `command:${SHOW}?${args}`);
  const text = new MarkdownString(link);
  text.isTrusted = { enabledCommands: [SHOW] };
  return text;
};

/** Says of a reference what is known without its value: names, places, dates. Text of files and stores can't act as markdown. */
export const createReferenceHover = (access: StoreAccess): HoverProvider => ({
  provideHover: async (document, position) => {
    const found = referenceAt(document, position);
    if (found === undefined) return undefined;
    const { reference, range } = found;
    const stores = access.mayCheck() ? access.stores() : undefined;
    const stored = stores === undefined ? { lines: [], hasValue: false } : await storedRows(reference, stores);
    const lines = [
      `**${forMarkdown(reference.name)}** · ${forMarkdown(titleOf(reference.address.provider))}`,
      ...rows(writtenFacts(reference)),
      ...stored.lines,
    ];
    const text = new MarkdownString(lines.join('  \n'), true);
    text.isTrusted = false;
    text.supportHtml = false;
    return new Hover(stored.hasValue ? [text, actions(document, position)] : [text], range);
  },
});
