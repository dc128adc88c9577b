import { randomBytes, scrypt } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removeLeftovers, temporaryFor } from '../files/replace-file.ts';
import { AppError } from '../model/app-error.ts';
import type { LocalSettings } from '../model/provider-settings.ts';
import { type KeyDerivation, SCRYPT, type ScryptDerivation } from './local-file.ts';
import { KEY_BYTES } from './local-seal.ts';

const MIN_PASSPHRASE_LENGTH = 12;
/** Whoever has not placed its key by then was killed. */
const LEFT_BEHIND_MS = 60_000;

export const keyFileOf = ({ home, keyFile }: LocalSettings): string => keyFile ?? join(home, 'key');

/**
 * The key that opens a store.
 * @throws AppError `authentication` when the settings hold none of the kind that the store wants
 */
export const getKey = async (settings: LocalSettings, derivation: KeyDerivation): Promise<Uint8Array> => {
  const { key, passphrase } = settings;
  if (derivation.kind === 'scrypt') {
    if (passphrase === undefined) throw new AppError('authentication', 'the local store wants a passphrase', 'Set WATERTIGHT_PASSPHRASE.');
    return stretch(passphrase.reveal(), derivation);
  }
  if (passphrase !== undefined)
    throw new AppError('authentication', 'the local store was made with a key, not with a passphrase', 'Unset WATERTIGHT_PASSPHRASE.');
  return key === undefined ? readKeyFile(keyFileOf(settings)) : decodeKey(key.reveal(), 'WATERTIGHT_KEY');
};

/** The key for a store that is to be made: a key file is made where none is. */
export const createKey = async (settings: LocalSettings): Promise<{ readonly key: Uint8Array; readonly derivation: KeyDerivation }> => {
  const { passphrase } = settings;
  if (passphrase === undefined) {
    if (settings.key === undefined) await createKeyFile(keyFileOf(settings));
    return { key: await getKey(settings, { kind: 'raw' }), derivation: { kind: 'raw' } };
  }
  if (passphrase.length < MIN_PASSPHRASE_LENGTH)
    throw new AppError('authentication', `WATERTIGHT_PASSPHRASE is shorter than ${MIN_PASSPHRASE_LENGTH} characters`, 'Take a longer one: six random words.');
  const derivation: KeyDerivation = { kind: 'scrypt', salt: randomBytes(16).toString('base64'), ...SCRYPT };
  return { key: await stretch(passphrase.reveal(), derivation), derivation };
};

/** The same passphrase may be typed in more than one way in Unicode: NFKC (NIST SP 800-63B, 5.1.1.2). */
const stretch = (passphrase: string, { salt, N, r, p }: ScryptDerivation): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });

const decodeKey = (text: string, from: string): Uint8Array => {
  const clean = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(clean) ? Buffer.from(clean, 'hex') : /^[\w+/-]{43}=?$/.test(clean) ? Buffer.from(clean, 'base64') : null;
  if (key?.length === KEY_BYTES) return key;
  throw new AppError('authentication', `this is not a key of 32 bytes in base64 or hex: ${from}`, 'Make one with: openssl rand -base64 32');
};

const readKeyFile = async (file: string): Promise<Uint8Array> => {
  let text: string;
  try {
    const handle = await open(file, 'r');
    try {
      const { mode } = await handle.stat();
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw new AppError('authentication', `others may read the key file: ${file}`, `Run: chmod 600 ${file} (and take a new key if others could read it).`);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
      text = buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new AppError('authentication', `the key file can't be read: ${file}: ${code}`, 'Check its permissions.', { cause });
    throw new AppError('authentication', `the key of the local store is missing: ${file}`, 'Restore it from a backup, or set WATERTIGHT_KEY.', { cause });
  }
  return decodeKey(text, file);
};

/** Appears whole, and only where none is: a half written key, or a second one over the first, would lose every value. */
const createKeyFile = async (file: string): Promise<void> => {
  if ((await stat(file).catch(() => undefined)) !== undefined) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await removeLeftovers(file, LEFT_BEHIND_MS);
  const temporary = temporaryFor(file);
  const handle = await open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
    await handle.close();
    await placeAt(temporary, file);
  } finally {
    await handle.close();
    await rm(temporary, { force: true });
  }
};

const placeAt = async (temporary: string, file: string): Promise<void> => {
  try {
    await link(temporary, file);
  } catch (error) {
    // Some file systems know no links.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
};
