const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Three ASCII characters as four of base64 (RFC 4648). */
const encodeThree = (text: string): string => {
  const bits = (text.charCodeAt(0) << 16) | (text.charCodeAt(1) << 8) | text.charCodeAt(2);
  return [18, 12, 6, 0].map((shift) => BASE64[(bits >> shift) & 63]).join('');
};

/**
 * A Discord bot token starts with the bot's id, a decimal number, in base64. These are all its beginnings, `100` to `999`: nothing else in
 * such a token stays the same, so they are its keywords. They end in one of `wxyz012345` and are rare in ordinary text.
 */
export const DISCORD_ID_HEADS: readonly string[] = Array.from({ length: 900 }, (_, index) => encodeThree(String(100 + index)));
