import { Disposable, languages } from 'vscode';
import { SELECTOR } from './documents.ts';
import { createReferenceCompletion, TRIGGERS } from './reference-completion.ts';
import { createReferenceHints } from './reference-hints.ts';
import { createReferenceHover } from './reference-hover.ts';
import { referenceLinks } from './reference-links.ts';
import { createReferenceProblems } from './reference-problems.ts';
import { followReferences } from './reference-text.ts';
import type { StoreAccess } from './store-access.ts';
import { variableDefinition } from './variable-definition.ts';

/** What the editor knows of references: problems, hover, hints, links, definitions, completion. */
export const registerKnowledge = (access: StoreAccess): Disposable => {
  const selector = [...SELECTOR];
  return Disposable.from(
    followReferences(),
    createReferenceProblems(access),
    languages.registerCompletionItemProvider(selector, createReferenceCompletion(access), ...TRIGGERS),
    languages.registerHoverProvider(selector, createReferenceHover(access)),
    languages.registerInlayHintsProvider(selector, createReferenceHints(access)),
    languages.registerDocumentLinkProvider(selector, referenceLinks),
    languages.registerDefinitionProvider(selector, variableDefinition),
  );
};
