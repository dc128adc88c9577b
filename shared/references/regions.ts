/**
 * Which regions there are and which partition each is in: AWS's own `partitions.json` as shipped with `@aws-sdk/core` 3.981.0, read on
 * 2026-11-20. A region that is not listed may be newer; its form still says its partition.
 */
export const REGIONS_AS_OF = '2026-11-20';

interface Partition {
  readonly id: string;
  /** What the host names of its services end in. */
  readonly dnsSuffix: string;
  readonly form: RegExp;
  readonly regions: readonly string[];
}

const PARTITIONS: readonly Partition[] = [
  {
    id: 'aws',
    dnsSuffix: 'amazonaws.com',
    form: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    regions: (
      'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ' +
      'ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 ' +
      'eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2'
    ).split(' '),
  },
  { id: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', form: /^cn-\w+-\d+$/, regions: ['cn-north-1', 'cn-northwest-1'] },
  { id: 'aws-us-gov', dnsSuffix: 'amazonaws.com', form: /^us-gov-\w+-\d+$/, regions: ['us-gov-east-1', 'us-gov-west-1'] },
  { id: 'aws-iso', dnsSuffix: 'c2s.ic.gov', form: /^us-iso-\w+-\d+$/, regions: ['us-iso-east-1', 'us-iso-west-1'] },
  { id: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', form: /^us-isob-\w+-\d+$/, regions: ['us-isob-east-1', 'us-isob-west-1'] },
  { id: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk', form: /^eu-isoe-\w+-\d+$/, regions: ['eu-isoe-west-1'] },
  { id: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', form: /^us-isof-\w+-\d+$/, regions: ['us-isof-east-1', 'us-isof-south-1'] },
  { id: 'aws-eusc', dnsSuffix: 'amazonaws.eu', form: /^eusc-de-\w+-\d+$/, regions: ['eusc-de-east-1'] },
];

/** The partition that a region is in, by its form; undefined for what can be no region. */
export const partitionOf = (region: string): string | undefined => PARTITIONS.find(({ form }) => form.test(region))?.id;

export const isKnownPartition = (partition: string): boolean => PARTITIONS.some(({ id }) => id === partition);

/** Whether the region was there on `REGIONS_AS_OF`. */
export const isKnownRegion = (region: string): boolean => PARTITIONS.some(({ regions }) => regions.includes(region));

/** What the host names of a partition's services end in; of one that is not known, what most do. */
export const dnsSuffixOf = (partition: string): string => PARTITIONS.find(({ id }) => id === partition)?.dnsSuffix ?? 'amazonaws.com';
