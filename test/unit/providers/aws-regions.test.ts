import { describe, expect, it } from '@jest/globals';
import { createAwsRegions } from '../../../shared/providers/aws-regions.ts';

describe('the regions of AWS', () => {
  const asked: (string | undefined)[] = [];
  const regions = createAwsRegions('eu-west-1', (region) => {
    asked.push(region);
    return { config: { region: async () => region ?? '', credentials: undefined } };
  });

  it('are asked for each by a client of its own', async () => {
    for (const region of ['us-gov-west-1', undefined, 'eu-west-1', 'eusc-de-east-1', 'eu-west-1']) await regions.open(region);
    expect(asked).toEqual(['us-gov-west-1', 'eu-west-1', 'eusc-de-east-1']);
  });

  it.each(['evil.example.com', 'evil.example.com/', 'a@b', 'x#', '', '-a', 'EU-WEST-1', `a${'b'.repeat(63)}`])('are no hosts: %s', async (region) => {
    asked.length = 0;
    await expect(regions.open(region)).rejects.toMatchObject({ code: 'reference-invalid' });
    expect(asked).toEqual([]);
  });
});
