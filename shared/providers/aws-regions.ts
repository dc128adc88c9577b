import { AppError } from '../model/app-error.ts';

/** The part of an SDK's client that matters here. */
interface RegionalClient<Credentials> {
  readonly config: { readonly region: () => Promise<string>; readonly credentials: Credentials };
}

/** A client for each region, made at first need: an endpoint answers for its own region alone, whatever an ARN says. */
export interface AwsRegions<Client> {
  /** The region of what names none: ours, else the SDK's from the environment or the profile. */
  readonly findHome: () => Promise<string | undefined>;
  /** @throws AppError `config-invalid` where nothing names a region, `reference-invalid` where a reference names what is none */
  readonly open: (region: string | undefined) => Promise<{ readonly region: string; readonly client: Client }>;
}

/** Part of a host's name (RFC 1123), and no more: the SDK refuses others too, as what looks like a bug. A partition of tomorrow has its own regions. */
const REGION = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const MISSING_REGION = 'Set AWS_REGION, or `region` in the profile, or name the secret by its full ARN.';

/** `connect` makes a client; the credentials found for the first one serve all: a role is assumed once, not once for each region. */
export const createAwsRegions = <Credentials, Client extends RegionalClient<Credentials>>(
  home: string | undefined,
  connect: (region: string | undefined, credentials: Credentials | undefined) => Client,
): AwsRegions<Client> => {
  const clients = new Map<string, Client>();
  let credentials: Credentials | undefined;
  let homeRegion: Promise<string | undefined> | undefined;

  const connectTo = (region: string | undefined): Client => {
    const client = connect(region, credentials);
    credentials ??= client.config.credentials;
    return client;
  };

  const findHome = async (): Promise<string | undefined> => {
    try {
      return home ?? (await connectTo(undefined).config.region());
    } catch {
      return undefined;
    }
  };

  const open: AwsRegions<Client>['open'] = async (wanted) => {
    const region = wanted ?? (await onceHome());
    if (region === undefined) throw new AppError('config-invalid', 'no AWS region is known', MISSING_REGION);
    if (!REGION.test(region)) throw new AppError('reference-invalid', `this is not the name of an AWS region: ${region}`, 'Write it as in eu-west-1.');
    const client = clients.get(region) ?? connectTo(region);
    clients.set(region, client);
    return { region, client };
  };
  const onceHome = (): Promise<string | undefined> => (homeRegion ??= findHome());
  return { findHome: onceHome, open };
};
