import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** HMAC-SHA-256 (RFC 2104) of UTF-8 text under a UTF-8 key, as 64 hex characters. */
export const keyedHash = (key: string, text: string): string => bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text)));

/** SHA-1 as 40 hex characters: only for files of other tools that use it. */
export const sha1Hex = (text: string): string => bytesToHex(sha1(utf8ToBytes(text)));
