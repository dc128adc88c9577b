import { DocumentLink, type DocumentLinkProvider, l10n, Range, Uri } from 'vscode';
import type { SecretAddress } from '../shared/model/reference.ts';
import { referencesIn } from './reference-text.ts';

/** Consoles by partition (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html); others are not on the internet. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The page of a secret in its console; undefined where there is none. Nothing of the reference can name another host. */
export const consolePage = ({ provider, region, partition = 'aws' }: SecretAddress, name: string): string | undefined => {
  const console_ = CONSOLES[partition];
  if (console_ === undefined || region === undefined || !/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/.test(region)) return undefined;
  const base = `https://${region}.${console_}`;
  const place = encodeURIComponent(region);
  if (provider === 'aws') return `${base}/secretsmanager/secret?name=${encodeURIComponent(name)}&region=${place}`;
  if (provider === 'ssm') return `${base}/systems-manager/parameters/${encodeURIComponent(name)}/description?region=${place}`;
  return undefined;
};

/** From a reference to its page in the console of AWS. */
export const referenceLinks: DocumentLinkProvider = {
  provideDocumentLinks: (document) =>
    referencesIn(document).flatMap(({ reference, offset }) => {
      const page = consolePage(reference.address, reference.name);
      if (page === undefined) return [];
      const { start, end } = reference.ranges.name;
      const link = new DocumentLink(new Range(document.positionAt(offset + start), document.positionAt(offset + end)), Uri.parse(page));
      link.tooltip = l10n.t('Open in the AWS console');
      return [link];
    }),
};
