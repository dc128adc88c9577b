import { type Event, EventEmitter, InlayHint, type InlayHintsProvider, l10n } from 'vscode';
import type { SecretMetadata } from '../shared/model/provider.ts';
import type { Reference } from '../shared/model/reference.ts';
import { since } from './reference-facts.ts';
import { referencesIn } from './reference-text.ts';
import type { StoreAccess } from './store-access.ts';

/** References of one view that get a hint. */
const MOST = 50;

/** "✓ AWSCURRENT · rotated 12 days ago". Undefined: the store did not say. */
const hintText = ({ address }: Reference, metadata: SecretMetadata): string => {
  if (metadata.deletesAt !== null) return l10n.t('✗ deleted on {0}', metadata.deletesAt.slice(0, 10));
  const version = address.version?.stage ?? address.version?.id?.slice(0, 8) ?? (address.provider === 'aws' ? 'AWSCURRENT' : l10n.t('current'));
  const rotated = metadata.rotation?.lastAt ?? null;
  const changed = metadata.changedAt ?? metadata.createdAt;
  if (rotated !== null) return l10n.t('✓ {0} · rotated {1}', version, since(rotated));
  return changed === null ? `✓ ${version}` : l10n.t('✓ {0} · changed {1}', version, since(changed));
};

/** A word behind each reference that the store knows. */
export const createReferenceHints = (access: StoreAccess): InlayHintsProvider & { readonly onDidChangeInlayHints: Event<void> } => {
  const changed = new EventEmitter<void>();
  access.onDidChange(() => changed.fire());
  return {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: async (document, range, token) => {
      const inView = referencesIn(document).filter((each) => each.range.intersection(range) !== undefined);
      const stores = inView.length > 0 && access.mayCheck() ? access.stores() : undefined;
      if (stores === undefined) return [];
      const hints = await Promise.all(
        inView.slice(0, MOST).map(async ({ reference, range: place }) => {
          const metadata = await stores.describe(reference).catch(() => undefined);
          if (metadata === undefined) return [];
          const hint = new InlayHint(place.end, hintText(reference, metadata));
          hint.paddingLeft = true;
          return [hint];
        }),
      );
      return token.isCancellationRequested ? [] : hints.flat();
    },
  };
};
