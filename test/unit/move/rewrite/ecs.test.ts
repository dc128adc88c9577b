import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');
const from = (key: string): string => `${AWS_ARN}:${key}::`;

const TASK = {
  family: 'api',
  containerDefinitions: [
    {
      name: 'api',
      environment: [
        { name: 'PORT', value: '8080' },
        { name: 'DB_PASSWORD', value: LIVE },
        { name: 'MODE', value: 'fast' },
        { name: 'API_SECRET', value: `${LIVE}b` },
      ],
      essential: true,
    },
    { name: 'side', environment: [{ name: 'QUEUE_PASSWORD', value: `${LIVE}c` }] },
    {
      name: 'has',
      environment: [{ name: 'CACHE_PASSWORD', value: `${LIVE}d` }],
      secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a' }],
    },
    {
      name: 'none',
      secrets: [],
      environment: [
        { name: 'X_PASSWORD', value: `${LIVE}e` },
        { name: 'B', value: '1' },
      ],
    },
  ],
};

const WANTED = {
  family: 'api',
  containerDefinitions: [
    {
      name: 'api',
      environment: [
        { name: 'PORT', value: '8080' },
        { name: 'MODE', value: 'fast' },
      ],
      secrets: [
        { name: 'DB_PASSWORD', valueFrom: from('DB_PASSWORD') },
        { name: 'API_SECRET', valueFrom: from('API_SECRET') },
      ],
      essential: true,
    },
    { name: 'side', secrets: [{ name: 'QUEUE_PASSWORD', valueFrom: from('QUEUE_PASSWORD') }] },
    {
      name: 'has',
      secrets: [
        { name: 'A', valueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a' },
        { name: 'CACHE_PASSWORD', valueFrom: from('CACHE_PASSWORD') },
      ],
    },
    { name: 'none', secrets: [{ name: 'X_PASSWORD', valueFrom: from('X_PASSWORD') }], environment: [{ name: 'B', value: '1' }] },
  ],
};

describe('an ECS task definition', () => {
  for (const indent of [0, 2, 4, '\t']) {
    it(`gets secrets instead of environment variables, indented by ${JSON.stringify(indent)}`, () => {
      const { texts, rewrite } = moveText('taskdef.json', JSON.stringify(TASK, null, indent));
      expect(JSON.parse(texts['taskdef.json']!)).toEqual(WANTED);
      expect(rewrite.kind).toBe('ecs');
      if (indent !== 0) expect(texts['taskdef.json']).toContain(JSON.stringify(WANTED, null, indent).split('\n')[9]);
      expect(scanText('taskdef.json', texts['taskdef.json']!)).toEqual([]);
    });
  }

  it('keeps the file as it is written, on the lines that stay', () => {
    const text = JSON.stringify(TASK, null, 2).replaceAll('\n', '\r\n');
    const { texts } = moveText('taskdef.json', text);
    expect(texts['taskdef.json']!.split('\r\n').slice(0, 9)).toEqual(text.split('\r\n').slice(0, 9));
    expect(texts['taskdef.json']!.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('is rewritten in the YAML of CloudFormation too', () => {
    const text = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: api
          Environment:
            - Name: PORT
              Value: "8080"
            - Name: DB_PASSWORD
              Value: ${LIVE} # rotate
          Image: !Ref Image
        - Name: side
          Environment:
          - { Name: A, Value: b }
          - Name: API_SECRET
            Value: ${LIVE}b
          Secrets:
          - Name: C
            ValueFrom: c
        - Name: all
          Environment:
            - Name: QUEUE_PASSWORD
              Value: ${LIVE}c
          Image: x
`;
    const { texts, rewrite } = moveText('stack.yaml', text);
    expect(rewrite.kind).toBe('ecs');
    const containers = parse(texts['stack.yaml']!, { logLevel: 'silent' }).Resources.Task.Properties.ContainerDefinitions;
    expect(containers).toEqual([
      { Name: 'api', Environment: [{ Name: 'PORT', Value: '8080' }], Secrets: [{ Name: 'DB_PASSWORD', ValueFrom: from('DB_PASSWORD') }], Image: 'Image' },
      {
        Name: 'side',
        Environment: [{ Name: 'A', Value: 'b' }],
        Secrets: [
          { Name: 'C', ValueFrom: 'c' },
          { Name: 'API_SECRET', ValueFrom: from('API_SECRET') },
        ],
      },
      { Name: 'all', Secrets: [{ Name: 'QUEUE_PASSWORD', ValueFrom: from('QUEUE_PASSWORD') }], Image: 'x' },
    ]);
  });

  it('keeps the variable, naming the value, where ECS has no form for the store', () => {
    const { texts, rewrite } = moveText('taskdef.json', JSON.stringify(TASK), LOCAL);
    expect(JSON.parse(texts['taskdef.json']!).containerDefinitions[1].environment[0].value).toBe('local://dev/app#QUEUE_PASSWORD');
    expect(rewrite).toMatchObject({ kind: 'json', complete: false });
  });
});
