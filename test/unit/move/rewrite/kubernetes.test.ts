import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { makeFinding } from '../../../support/make-finding.ts';
import { AWS_ARN, LOCAL, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const parse = (text: string): unknown[] => parseAllDocuments(text).map((document) => document.toJS());

const spec = (secretName: string, keys: Record<string, string>, more: object = {}): object => ({
  refreshInterval: '1h',
  secretStoreRef: { name: 'watertight-aws', kind: 'SecretStore' },
  target: { name: secretName, ...more },
  data: Object.entries(keys).map(([secretKey, property]) => ({ secretKey, remoteRef: { key: AWS_ARN, property } })),
});

describe('a Kubernetes manifest', () => {
  it('has an ExternalSecret in the place of a Secret, comments and the rest kept', () => {
    const text = `# before
apiVersion: v1
kind: Secret # of the api
metadata:
  name: api # name
  namespace: prod
  labels: { app: api }
type: Opaque
data:
  # the database
  db-password: ${base64(LIVE)} # rotate
  api-token: "${base64(`${LIVE}b`)}"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
`;
    const { texts, targets, rewrite } = moveText('k8s/secret.yaml', text);
    expect(targets.map((target) => target.value.reveal())).toEqual([LIVE, `${LIVE}b`]);
    const after = texts['k8s/secret.yaml']!;
    expect(parse(after)).toEqual([
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'api', namespace: 'prod', labels: { app: 'api' } },
        spec: spec('api', { 'db-password': 'DB_PASSWORD', 'api-token': 'API_TOKEN' }),
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } },
    ]);
    for (const comment of ['# before', '# of the api', '# name', '# the database', '# rotate']) expect(after).toContain(comment);
    expect(rewrite).toMatchObject({ kind: 'kubernetes', complete: false });
    expect(rewrite.instructions.join('\n')).toContain(
      '  name: watertight-aws\n  namespace: prod\nspec:\n  provider:\n    aws:\n      service: SecretsManager\n      region: eu-west-1',
    );
    expect(scanText('k8s/secret.yaml', after)).toEqual([]);
  });

  it('keeps a Secret for what is no secret, and fills in the rest', () => {
    const text = `apiVersion: v1\r\nkind: Secret\r\nmetadata:\r\n  name: api\r\ntype: kubernetes.io/basic-auth\r\nstringData:\r\n  username: app\r\n  password: '${LIVE}'\r\n`;
    const { texts } = moveText('secret.yaml', text, undefined, [], [{ ...makeFinding(text, LIVE), format: 'yaml' }]);
    const docs = parse(texts['secret.yaml']!) as { spec: object }[];
    expect(docs[0]).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api' }, type: 'kubernetes.io/basic-auth', stringData: { username: 'app' } });
    expect(docs[1]!.spec).toEqual(spec('api', { password: 'PASSWORD' }, { creationPolicy: 'Merge' }));
    expect(texts['secret.yaml']!.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('takes data and stringData together, with the type', () => {
    const text = `apiVersion: v1
kind: Secret
metadata:
  name: api
stringData:
  password: ${LIVE}
immutable: true
type: example.com/login
data:
    api-token: ${base64(`${LIVE}b`)}
`;
    expect(parse(moveText('secret.yml', text).texts['secret.yml']!)).toEqual([
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'api' },
        spec: {
          ...spec('api', {}, { immutable: true, template: { type: 'example.com/login' } }),
          data: expect.arrayContaining([{ secretKey: 'password', remoteRef: { key: AWS_ARN, property: 'PASSWORD' } }]),
        },
      },
    ]);
  });

  it('reads the variables of a Deployment from an ExternalSecret at the end', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: prod
spec:
  template:
    spec:
      containers:
        - name: api
          image: acme/api:1
          env:
            - name: PORT
              value: "8080"
            - name: DB_PASSWORD
              value: ${LIVE} # rotate
            - value: ${LIVE}b
              name: API_SECRET
            - { name: QUEUE_PASSWORD, value: "${LIVE}c" }
          ports: []`;
    const { texts } = moveText('deploy.yaml', text);
    const after = texts['deploy.yaml']!;
    const [deployment, external] = parse(after) as [{ spec: { template: { spec: { containers: { env: object[] }[] } } } }, { kind: string; spec: object }];
    const from = (key: string): object => ({ secretKeyRef: { name: 'api-secrets', key } });
    expect(deployment.spec.template.spec.containers[0]!.env).toEqual([
      { name: 'PORT', value: '8080' },
      { name: 'DB_PASSWORD', valueFrom: from('DB_PASSWORD') },
      { name: 'API_SECRET', valueFrom: from('API_SECRET') },
      { name: 'QUEUE_PASSWORD', valueFrom: from('QUEUE_PASSWORD') },
    ]);
    expect(external).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'api-secrets', namespace: 'prod' },
      spec: spec('api-secrets', { DB_PASSWORD: 'DB_PASSWORD', API_SECRET: 'API_SECRET', QUEUE_PASSWORD: 'QUEUE_PASSWORD' }),
    });
    expect(after).toContain('# rotate');
    expect(scanText('deploy.yaml', after)).toEqual([]);
  });

  it('moves a file inside a Secret as a whole, and keeps the line break at its end', () => {
    const config = `database:\n  user: app\n  password: ${LIVE}b7\n`;
    const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  config.yaml: |\n${config.replace(/^/gm, '    ').trimEnd()}\n`;
    const { targets, texts } = moveText('secret.yaml', text, undefined, [], [{ ...makeFinding(text, `${LIVE}b7`), format: 'yaml' }]);
    expect(targets.map(({ value, variable }) => [variable, value.reveal()])).toEqual([['CONFIG_YAML', config]]);
    expect(parse(texts['secret.yaml']!)).toMatchObject([{ kind: 'ExternalSecret', spec: spec('api', { 'config.yaml': 'CONFIG_YAML' }) }]);
  });

  it('holds a reference in a ConfigMap, and in a comment', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\ndata:\n  # db_password: ${LIVE}c8\n  DB_PASSWORD: ${LIVE}d9\n`;
    const { texts, rewrite } = moveText('map.yaml', text);
    expect(texts['map.yaml']).toContain(`DB_PASSWORD: "${AWS_ARN}:DB_PASSWORD::"\n`);
    expect(rewrite.instructions.filter((line) => line.includes('map.yaml:7 now holds a reference'))).toHaveLength(1);
    expect(scanText('map.yaml', texts['map.yaml']!)).toEqual([]);
  });

  it('is left alone where the cluster could not read the store, and where it is a template', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  password: ${LIVE}\n`;
    expect(moveText('secret.yaml', text, LOCAL).rewrite).toMatchObject({ kind: 'none', edits: [] });
    const template = `${text}  {{- if .Values.x }}\n  a: b\n  {{- end }}\n`;
    expect(moveText('secret.yaml', template).rewrite).toMatchObject({ kind: 'none', edits: [] });
  });
});
