import { AppError } from '../shared/model/app-error.ts';
import type { OpenProvider, SecretMetadata, SecretValue } from '../shared/model/provider.ts';
import type { ProviderId, Reference, SecretAddress } from '../shared/model/reference.ts';
import { Secret } from '../shared/model/secret.ts';
import { parseReference } from '../shared/references/parse.ts';
import { selectValue } from '../shared/references/select-value.ts';
import { decodeBase64, textOfBytes } from '../shared/text/base64.ts';
import type { SecretLine } from './secret-ids.ts';

/** A secret that a line names, as it was read. */
export interface ReadSecret {
  readonly line: SecretLine;
  /** The secret's own name, as its store has it. */
  readonly name: string;
  /** The provider's id of the secret: the same for every way to write it. */
  readonly id: string;
  /** What the line means: the whole value, or what its JSON key holds. */
  readonly secret: Secret;
}

export interface Unread {
  readonly line: SecretLine;
  readonly error: Error;
}

export interface Reading {
  readonly secrets: readonly ReadSecret[];
  /** Each value that came, whole, whatever is made of it. */
  readonly values: readonly { readonly name: string; readonly secret: Secret }[];
  /** Not there, or without the JSON key. */
  readonly missing: readonly Unread[];
  /** Not known whether they are there: refused, unreachable, … */
  readonly failed: readonly Unread[];
}

/** Secrets that one prefix may name. */
const MAX_MATCHES = 5000;

interface Wanted {
  readonly line: SecretLine;
  readonly address: SecretAddress;
  readonly pointer: Reference['pointer'];
  readonly name: string;
}

const isMissing = (error: Error): boolean => error instanceof AppError && (error.code === 'secret-missing' || error.code === 'secret-deleted');

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown error'));

/** Every secret under a prefix, page by page. */
const listMatches = async (line: SecretLine, openProvider: OpenProvider, assume: ProviderId): Promise<Wanted[]> => {
  const { address, name } = line.reference;
  const provider = await openProvider(address.provider);
  const matches: SecretMetadata[] = [];
  for (let pageToken: string | undefined, isFirst = true; isFirst || pageToken !== undefined; isFirst = false) {
    const { region, host, mount } = address;
    const page = await provider.list({
      prefix: name,
      ...(region && { region }),
      ...(host && { host }),
      ...(mount && { mount }),
      ...(pageToken && { pageToken }),
    });
    matches.push(...page.items.filter((item) => item.name.startsWith(name) && item.deletesAt === null));
    if (matches.length > MAX_MATCHES)
      throw new AppError('reference-invalid', `more than ${MAX_MATCHES} secrets start like this: ${line.text}`, 'Write a longer prefix.');
    pageToken = page.nextPageToken;
  }
  if (matches.length === 0) throw new AppError('secret-missing', `no secret starts like this: ${line.text}`, 'Check the prefix; case matters.');
  if (line.alias !== undefined && line.alias !== '' && matches.length > 1)
    throw new AppError('usage', `${matches.length} secrets would get one name: ${line.text}`, 'Leave the name out, or write each secret on a line of its own.');
  return matches.map((match) => {
    const parsed = parseReference(match.id, { assume })?.address;
    if (parsed === undefined) throw new AppError('bug', 'the id of a listed secret can not be read');
    return { line, address: parsed, pointer: [], name: match.name };
  });
};

/** The name of a secret by the full ARN that AWS answers with, which ends in six characters of its own. */
const nameByArn = (id: string): string | undefined => /^arn:[\w-]+:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/.exec(id)?.[1];

/** Binary secrets that hold text are that text. */
const asText = ({ secret, encoding }: SecretValue, toText: (base64: Secret) => Secret): Secret => (encoding === 'base64' ? toText(secret) : secret);

const keyOf = (address: SecretAddress): string => JSON.stringify(Object.entries(address).sort(([a], [b]) => (a < b ? -1 : 1)));

const readAll = async (wanted: readonly Wanted[], openProvider: OpenProvider): Promise<ReadonlyMap<string, SecretValue | Error>> => {
  const addresses = new Map(wanted.map(({ address }) => [keyOf(address), address]));
  const results = new Map<string, SecretValue | Error>();
  const providers = new Set(wanted.map(({ address }) => address.provider));
  await Promise.all(
    [...providers].map(async (id) => {
      const own = [...addresses].filter(([, address]) => address.provider === id);
      try {
        const provider = await openProvider(id);
        const read = await provider.getMany(own.map(([, address]) => address));
        for (const [i, [key]] of own.entries()) {
          const result = read[i];
          results.set(key, result === undefined ? new AppError('bug', 'a provider left out an answer') : 'value' in result ? result.value : result.error);
        }
      } catch (error) {
        for (const [key] of own) results.set(key, toError(error));
      }
    }),
  );
  return results;
};

/**
 * Reads what the lines name, each secret once, each store in as few calls as it allows. Fails for nothing: what could not be read is in the
 * result. `assume`: the store of a plain name.
 */
export const readSecrets = async (lines: readonly SecretLine[], openProvider: OpenProvider, assume: ProviderId): Promise<Reading> => {
  const missing: Unread[] = [];
  const failed: Unread[] = [];
  const reject = (line: SecretLine, error: Error): void => void (isMissing(error) ? missing : failed).push({ line, error });
  const expanded = await Promise.all(
    lines.map(async (line): Promise<readonly Wanted[]> => {
      const { address, pointer, name } = line.reference;
      if (!line.isPrefix) return [{ line, address, pointer, name }];
      return listMatches(line, openProvider, assume).catch((error: unknown) => {
        reject(line, toError(error));
        return [];
      });
    }),
  );
  const wanted = expanded.flat();
  const results = await readAll(wanted, openProvider);
  const secrets: ReadSecret[] = [];
  const values = new Map<string, { name: string; secret: Secret }>();
  for (const { line, address, pointer, name } of wanted) {
    const result = results.get(keyOf(address)) ?? new AppError('bug', 'a secret was not asked for');
    if (result instanceof Error) {
      reject(line, result);
      continue;
    }
    const whole = asText(result, decodeSecret);
    const known = nameByArn(result.id) ?? name;
    values.set(keyOf(address), { name: known, secret: whole });
    try {
      secrets.push({ line, name: known, id: result.id, secret: selectValue(whole, pointer, result.soleField) });
    } catch (error) {
      reject(line, toError(error));
    }
  }
  return { secrets, values: [...values.values()], missing, failed };
};

const decodeSecret = (base64: Secret): Secret => {
  const bytes = decodeBase64(base64.reveal());
  const text = bytes === null ? null : textOfBytes(bytes);
  return text === null ? base64 : new Secret(text);
};
