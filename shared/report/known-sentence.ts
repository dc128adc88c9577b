import type { KnownHit } from '../model/known-value.ts';

/** What a known value is, which version of it stands where, and what to do: `The current version of prod/stripe is in this diff; rotate it: …`. `show` makes names and commands safe to show. */
export const knownSentence = ({ name, status, version, remedy }: KnownHit, isChange: boolean, show: (text: string) => string): string => {
  const which = `${show(name)}${version === null ? '' : ` (${show(version)})`} is ${isChange ? 'in this diff' : 'here'}`;
  switch (status) {
    case 'current':
      return `The current version of ${which}; rotate it: ${show(remedy)}`;
    case 'given':
      return `The value of ${which}; ${remedy}`;
    case 'previous':
      return `The previous version of ${which}; it was rotated already: see that it is revoked`;
    case 'older':
      return `An earlier version of ${which}; it was rotated already: see that it is revoked`;
  }
};
