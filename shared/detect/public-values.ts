import { decodeBase64, textOfBytes } from '../text/base64.ts';

/** What is meant to be seen by anyone: public keys, certificates, publishable keys, content hashes. */
const PUBLIC: readonly RegExp[] = [
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) AAAA[A-Za-z0-9+/=]+/,
  /^-----BEGIN (?:[A-Z0-9]+ )?(?:PUBLIC KEY(?: BLOCK)?|CERTIFICATE(?: REQUEST)?|TRUSTED CERTIFICATE|X509 CRL|DH PARAMETERS|EC PARAMETERS|PKCS7)-----/,
  /^---- BEGIN SSH2 PUBLIC KEY ----/,
  /^PuTTY-User-Key-File-\d: .{0,80}$/,
  /^age1[a-z0-9]{50,}$/,
  // Stripe, Clerk, Mapbox, Supabase, PostHog, Braintree: keys that their pages call publishable.
  /^pk_(?:live|test)_[A-Za-z0-9$=]+/,
  /^pk\.eyJ[\w-]+\.[\w-]+$/,
  /^sb_publishable_[\w-]+$/,
  /^phc_[A-Za-z0-9]{20,}$/,
  // Sentry DSN without its secret half (public since 2018).
  /^https:\/\/[0-9a-f]{32}@[\w.-]*sentry[\w.-]*\/\d+$/,
  /^sha(?:1|256|384|512)[-:][A-Za-z0-9+/=]{20,}$/,
  /^[\w./:-]*@sha256:[0-9a-f]{64}$/,
  // Google: OAuth client id; Sentry-like ids of analytics.
  /^\d{6,}-[a-z0-9]{20,}\.apps\.googleusercontent\.com$/,
  /^(?:G|UA|GTM|AW)-[A-Z0-9-]{5,}$/,
];

/** The heads of DER certificates and public keys in base64 are no proof of anything; a PEM in base64 is read after decoding. */
const PUBLIC_PEM_BASE64 = /^LS0tLS1CRUdJTiB(?:DRVJUSUZJQ0FUR|QVUJMSUMg|SU0EgUFVCTElD|UlNBIFBVQkxJQ)/;

/** Whether a JSON web token says of itself that it is for anyone: Supabase's `anon` role. */
const isAnonymousToken = (value: string): boolean => {
  const payload = /^eyJ[\w-]{4,2000}\.([\w-]{4,4000})\.[\w-]*$/.exec(value)?.[1];
  if (payload === undefined) return false;
  const bytes = decodeBase64(payload);
  return /"role"\s{0,9}:\s{0,9}"anon"/.test((bytes && textOfBytes(bytes)) ?? '');
};

export const isPublicValue = (value: string): boolean => {
  const text = value.slice(0, 8000).trim();
  return PUBLIC.some((form) => form.test(text)) || PUBLIC_PEM_BASE64.test(text) || isAnonymousToken(text);
};
