import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['k7Vq2', 'mXw9', '!Lr4z'].join('');

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: app
      MasterUserPassword: ${LIVE} # rotate
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: api
          Environment:
            - Name: API_SECRET
              Value: ${LIVE}b
`;

describe('a CloudFormation template', () => {
  it('resolves a property when it deploys, and a variable of a container when that starts', () => {
    const { texts, rewrite } = moveText('stack.yaml', TEMPLATE);
    const { Db, Task } = parse(texts['stack.yaml']!).Resources;
    expect(Db.Properties).toEqual({ MasterUsername: 'app', MasterUserPassword: `{{resolve:secretsmanager:${AWS_ARN}:SecretString:MASTER_USER_PASSWORD}}` });
    expect(Task.Properties.ContainerDefinitions[0].Secrets).toEqual([{ Name: 'API_SECRET', ValueFrom: `${AWS_ARN}:API_SECRET::` }]);
    expect(texts['stack.yaml']).toContain('# rotate');
    expect(rewrite).toMatchObject({ kind: 'cloudformation', complete: false });
    expect(scanText('stack.yaml', texts['stack.yaml']!)).toEqual([]);
  });

  it('may be JSON', () => {
    const text = JSON.stringify({ Resources: { Db: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: LIVE } } } }, null, 2);
    const { texts, rewrite } = moveText('stack.json', text);
    expect(JSON.parse(texts['stack.json']!).Resources.Db.Properties.MasterUserPassword).toContain('{{resolve:secretsmanager:arn:');
    expect(rewrite).toMatchObject({ kind: 'cloudformation', complete: true });
  });

  it('holds the reference itself where CloudFormation can not read the store', () => {
    const { texts, rewrite } = moveText('stack.yaml', TEMPLATE, LOCAL);
    expect(parse(texts['stack.yaml']!).Resources.Db.Properties.MasterUserPassword).toBe('local://dev/app#MASTER_USER_PASSWORD');
    expect(rewrite).toMatchObject({ kind: 'yaml', complete: false });
  });
});

describe('a file whose program expands variables', () => {
  it('is one of Spring', () => {
    const { texts, rewrite } = moveText('src/main/resources/application.yml', `spring:\n  datasource:\n    username: app\n    password: ${LIVE}\n    url: x\n`);
    expect(parse(texts['src/main/resources/application.yml']!).spring.datasource).toEqual({ username: 'app', password: '${DATASOURCE_PASSWORD}', url: 'x' });
    expect(texts['src/main/resources/.env']).toBe(`DATASOURCE_PASSWORD=${AWS_ARN}:DATASOURCE_PASSWORD::\n`);
    expect(rewrite.complete).toBe(true);
    const properties = moveText('application-prod.properties', `spring.datasource.password=\${DB_PW:${LIVE}}\na=b\n`);
    expect(properties.texts['application-prod.properties']).toBe('spring.datasource.password=${DB_PW}\na=b\n');
    expect(properties.texts['.env']).toMatch(/^DB_PW=arn:/);
  });
});
