import type { Parameter } from '@aws-sdk/client-ssm';
import { AppError } from '../model/app-error.ts';
import type { CallOptions, Provider, ReadResult, SecretValue } from '../model/provider.ts';
import type { SecretAddress } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import type { Call } from './deadline.ts';
import { inParallel } from './in-parallel.ts';
import { regionOf, toSelector } from './ssm-name.ts';
import type { SsmSession } from './ssm-session.ts';

/** Names of one request: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const BATCH = 10;
/** Requests at once: GetParameters has 40 a second until an account pays for more. */
const PARALLEL = 4;

type Outcome = SecretValue | Error;

/** One request: parameters of one region, each in one version. */
interface Job {
  readonly region: string | undefined;
  /** By what is asked for. */
  readonly wanted: Map<string, SecretAddress>;
}

export const createSsmReads = (session: SsmSession): Pick<Provider, 'get' | 'getMany'> => {
  const read = async ({ region, wanted }: Job, call: Call): Promise<Map<string, Outcome>> => {
    const names = [...wanted.keys()];
    const subject = names.length === 1 ? (names[0] ?? '') : '';
    const { Parameters = [], InvalidParameters = [] } = await session.ask(region, subject, call, (client, http) =>
      client.getParameters({ Names: names, WithDecryption: true }, http),
    );
    const outcomes = new Map<string, Outcome>();
    for (const name of names) {
      const parameter = Parameters.find((each) => isAnswerTo(name, each));
      if (parameter?.Value !== undefined) outcomes.set(name, toSecretValue(parameter, parameter.Value, name));
      else if (parameter === undefined || InvalidParameters.includes(name)) outcomes.set(name, missing(name, region));
    }
    return outcomes;
  };

  /** A request that is denied, or refused for what is in it, says nothing of the single parameters: they are then read one by one. */
  const readApart = async (job: Job, call: Call): Promise<Map<string, Outcome>> => {
    try {
      return await read(job, call);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isOfOne = error.code === 'denied' || error.code === 'secret-invalid' || error.code === 'secret-missing';
      if (job.wanted.size === 1 || !isOfOne) return new Map([...job.wanted.keys()].map((name) => [name, error]));
      const apart = await inParallel([...job.wanted], PARALLEL, ([name, address]) =>
        readApart({ region: job.region, wanted: new Map([[name, address]]) }, call),
      );
      return new Map(apart.flatMap((each) => [...each]));
    }
  };

  const readAll = async (addresses: readonly SecretAddress[], options: CallOptions | undefined): Promise<ReadResult[]> => {
    const home = await session.findHome();
    const asked = addresses.map((address) => selectorOf(address));
    const outcomes = new Map<string, Outcome>();
    const keyOf = (region: string | undefined, selector: string): string => `${region ?? ''} ${selector}`;
    const run = async (job: Job, call: Call): Promise<void> => {
      for (const [selector, outcome] of await readApart(job, call)) outcomes.set(keyOf(job.region, selector), outcome);
    };
    let late: Error | undefined;
    try {
      await session.within(options, (call) => inParallel(toJobs(addresses, asked, home), PARALLEL, (job) => run(job, call)));
    } catch (error) {
      // The deadline: what was read until then counts.
      late = error as Error;
    }
    return addresses.map((address, index): ReadResult => {
      const selector = asked[index] ?? '';
      if (selector instanceof Error) return { address, error: selector };
      const outcome = outcomes.get(keyOf(regionOf(address) ?? home, selector)) ?? late ?? missing(selector, regionOf(address));
      return outcome instanceof Error ? { address, error: outcome } : { address, value: outcome };
    });
  };

  return {
    getMany: readAll,
    get: async (address, options) => {
      const [result] = await readAll([address], options);
      if (result !== undefined && 'value' in result) return result.value;
      throw result?.error;
    },
  };
};

const selectorOf = (address: SecretAddress): string | AppError => {
  try {
    return toSelector(address);
  } catch (error) {
    return error as AppError;
  }
};

/** The end of a name or ARN: the same for whatever may mean the same parameter. */
const folded = (id: string): string => id.replace(/^arn:.*:parameter/, '').replace(/^\//, '');

/** Tens of one region, in which no parameter stands twice, be it in two versions: the answer would not tell them apart. */
const toJobs = (addresses: readonly SecretAddress[], asked: readonly (string | AppError)[], home: string | undefined): Job[] => {
  const jobs: (Job & { readonly names: Set<string> })[] = [];
  addresses.forEach((address, index) => {
    const selector = asked[index];
    if (typeof selector !== 'string') return;
    const region = regionOf(address) ?? home;
    if (jobs.some((job) => job.region === region && job.wanted.has(selector))) return;
    const name = folded(address.id);
    const open = jobs.find((job) => job.region === region && job.wanted.size < BATCH && !job.names.has(name));
    const job = open ?? { region, wanted: new Map(), names: new Set() };
    if (open === undefined) jobs.push(job);
    job.wanted.set(selector, address);
    job.names.add(name);
  });
  return jobs;
};

/** Answers come in an order of their own. A version must be the one that was asked for; a label comes back from the service itself, not from every emulator. */
const isAnswerTo = (asked: string, { Name = '', ARN = '', Version }: Parameter): boolean => {
  if (asked === Name || asked === ARN) return true;
  const colon = asked.lastIndexOf(':');
  const [base, selector] = [asked.slice(0, colon), asked.slice(colon + 1)];
  return colon > 0 && (base === Name || base === ARN) && (!/^\d+$/.test(selector) || selector === String(Version));
};

const toSecretValue = ({ ARN, Version, Selector = '', LastModifiedDate }: Parameter, value: string, asked: string): SecretValue => {
  const label = Selector.replace(/^:/, '');
  return {
    secret: new Secret(value),
    encoding: 'text',
    id: ARN ?? asked,
    versionId: Version === undefined ? null : String(Version),
    stages: label === '' || /^\d+$/.test(label) ? [] : [label],
    createdAt: LastModifiedDate?.toISOString() ?? null,
  };
};

const missing = (name: string, region: string | undefined): AppError =>
  new AppError(
    'secret-missing',
    `there is no such parameter, version or label${region === undefined ? '' : ` in ${region}`}: ${name}`,
    'Is it the right region and account?',
  );
