import { AppError, EXIT_CLEAN } from '../../shared/model/app-error.ts';
import { createPolicy } from '../../shared/references/policy.ts';
import { plural } from '../../shared/report/by-path.ts';
import { asLine, toInertJson } from '../../shared/text/neutralise.ts';
import { type ReadOptions, referencesFrom } from '../references-from.ts';
import { type Streams, writeAll } from '../run.ts';

export interface CliPolicyOptions extends ReadOptions {
  readonly account?: string;
  readonly region?: string;
  readonly kmsKey?: readonly string[];
  readonly batch: boolean;
  readonly describe?: true;
  readonly format: 'pretty' | 'json';
}

const shown = (texts: readonly string[]): string => `${texts.slice(0, 5).map(asLine).join(', ')}${texts.length > 5 ? `, and ${texts.length - 5} more` : ''}`;

/** `watertight policy`. */
export const policy = async (streams: Streams, args: readonly string[], options: CliPolicyOptions): Promise<number> => {
  const found = await referencesFrom(streams, args, options);
  const { document, notes, unplaced } = createPolicy(
    found.map(({ reference }) => reference),
    { account: options.account, region: options.region, batch: options.batch, describe: options.describe, kmsKeys: options.kmsKey },
  );
  if (unplaced.length > 0)
    throw new AppError(
      'usage',
      `these references say neither account nor region: ${shown([...new Set(unplaced.map(({ text }) => text.trim()))])}`,
      'Add --account 111122223333 --region eu-west-1, or use full ARNs.',
    );
  if (document.Statement.length === 0)
    throw new AppError(
      'usage',
      notes.length > 0 ? `no reference can be granted: ${shown(notes)}` : 'no reference to AWS was found, so there is nothing to grant',
      'Name references or files: watertight policy ARN, watertight policy deploy/.',
    );
  if (options.format === 'json') {
    const references = found.map(({ reference, path }) => ({ reference: reference.text.trim(), path: path === '' ? null : path }));
    await writeAll(streams.out, `${toInertJson({ policy: document, references, notes })}\n`);
  } else await writeAll(streams.out, `${toInertJson(document, 2)}\n`);
  if (options.quiet !== true) {
    for (const note of notes) streams.err.write(`watertight: ${asLine(note)}\n`);
    const others = found.filter(({ reference: { address } }) => address.provider !== 'aws' && address.provider !== 'ssm').length;
    if (others > 0) streams.err.write(`watertight: ${plural(others, 'reference')} to other stores need no IAM\n`);
  }
  return EXIT_CLEAN;
};
