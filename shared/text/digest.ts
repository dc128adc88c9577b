import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** HMAC-SHA-256 (RFC 2104) of UTF-8 text under a UTF-8 key, as 64 hex characters. */
export const keyedHash = (key: string, text: string): string => bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text)));

/**
 * SHA-256 (FIPS 180-4) of a key of fixed length and UTF-8 text behind it, as 32 characters from 0 to 255: for digests that no one sees, of which
 * many are made.
 */
export const prefixedHash = (key: string, text: string): string => String.fromCharCode(...sha256(utf8ToBytes(key + text)));

/** SHA-1 as 40 hex characters: only for files of other tools that use it. */
export const sha1Hex = (text: string): string => bytesToHex(sha1(utf8ToBytes(text)));
