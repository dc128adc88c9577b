import { Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, l10n, Range, Uri } from 'vscode';
import type { Place } from '../shared/model/finding.ts';
import type { FindingView } from './finding-view.ts';
import { plain } from './say.ts';

export const SOURCE = 'watertight';

/** Where a rule is explained. */
export const RULES_PAGE = 'https://github.com/watertight/watertight/blob/main/docs/rules.md';

export const toRange = ({ startLine, startColumn, endLine, endColumn }: Place): Range => new Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);

/** How loud a finding is follows how sure it is that the value is real; a low severity is never an error. */
const severityOf = ({ severity, confidence }: FindingView): DiagnosticSeverity => {
  const isSevere = severity === 'high' || severity === 'critical';
  if (confidence === 'low' || severity === 'low' || severity === 'info') return DiagnosticSeverity.Information;
  return isSevere && confidence === 'high' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
};

/** A generic rule says nothing of the kind: the key does. */
const messageOf = ({ ruleId, title, key }: FindingView): string => {
  if (key === null) return l10n.t('Plaintext secret: {0}', title);
  return ruleId === 'generic-credential' ? l10n.t('Plaintext secret in {0}', key) : l10n.t('Plaintext secret in {0}: {1}', key, title);
};

const pages = new Map<string, Uri>();
const pageOf = (ruleId: string): Uri => {
  let page = pages.get(ruleId);
  if (page === undefined) {
    page = Uri.parse(`${RULES_PAGE}#${ruleId}`);
    pages.set(ruleId, page);
  }
  return page;
};

/** By finding: while somebody types, most stay. */
const made = new WeakMap<FindingView, Diagnostic>();

/** A finding of the document `uri` as a problem of the editor. The exact range of the value; no value in the message. */
export const toDiagnostic = (uri: Uri, finding: FindingView): Diagnostic => {
  const known = made.get(finding);
  if (known !== undefined) return known;
  const diagnostic = new Diagnostic(toRange(finding.place), plain(messageOf(finding)), severityOf(finding));
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.ruleId, target: pageOf(finding.ruleId) };
  if (finding.related.length > 0)
    diagnostic.relatedInformation = finding.related.map(
      (place) => new DiagnosticRelatedInformation(new Location(uri, toRange(place)), l10n.t('the other half of the pair')),
    );
  made.set(finding, diagnostic);
  return diagnostic;
};
