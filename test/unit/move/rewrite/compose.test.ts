import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { AWS_ARN, moveText, scanText } from '../../../support/moved.ts';

const LIVE = ['Tr0ub', '4dor', '!9xQ'].join('');

const COMPOSE = `# the stack
services:
  api:
    image: acme/api:1
    environment:
      DB_PASSWORD: ${LIVE} # rotate
      API_SECRET: "${LIVE}b"
      PORT: 8080
  worker:
    image: acme/worker:1
    environment:
      - QUEUE_PASSWORD=${LIVE}c
      - MODE=fast
`;

describe('a compose file', () => {
  it('takes its values from the environment, and the .env beside it names them', () => {
    const { texts, rewrite } = moveText('deploy/compose.yaml', COMPOSE);
    const after = texts['deploy/compose.yaml']!;
    expect(after).toBe(COMPOSE.replace(`${LIVE} #`, '${DB_PASSWORD} #').replace(`"${LIVE}b"`, '"${API_SECRET}"').replace(`${LIVE}c`, '${QUEUE_PASSWORD}'));
    expect(parse(after).services.api.environment).toEqual({ DB_PASSWORD: '${DB_PASSWORD}', API_SECRET: '${API_SECRET}', PORT: 8080 });
    expect(texts['deploy/.env']).toBe(`DB_PASSWORD=${AWS_ARN}:DB_PASSWORD::\nAPI_SECRET=${AWS_ARN}:API_SECRET::\nQUEUE_PASSWORD=${AWS_ARN}:QUEUE_PASSWORD::\n`);
    expect(rewrite).toMatchObject({ kind: 'compose', complete: true });
    expect(rewrite.instructions).toEqual(['Start it with: watertight run -e deploy/.env -- docker compose -f deploy/compose.yaml up']);
    expect(Object.entries(texts).flatMap(([path, text]) => scanText(path, text))).toEqual([]);
  });

  it('adds to a .env that is there, and leaves what it holds', () => {
    const env = 'DB_PASSWORD=changeme\r\nPORT=1';
    const { texts } = moveText('compose.yaml', `services:\n  db:\n    image: postgres\n    environment:\n      DB_PASSWORD: ${LIVE}\n`, undefined, [
      { path: '.env', text: env },
    ]);
    expect(texts['.env']).toBe(`${env}\r\nDB_PASSWORD_2=${AWS_ARN}:DB_PASSWORD::\r\n`);
    expect(texts['compose.yaml']).toContain('DB_PASSWORD: ${DB_PASSWORD_2}');
  });

  it('drops a default', () => {
    const text = `services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: \${PG_PASS:-${LIVE}}\n`;
    const { texts } = moveText('compose.yaml', text);
    expect(texts['compose.yaml']).toContain('POSTGRES_PASSWORD: ${PG_PASS}\n');
    expect(texts['.env']).toMatch(/^PG_PASS=arn:/);
  });

  it('replaces the part of a text that is secret, where other variables stand beside it', () => {
    const url = ['postgres://app:', LIVE.replace('!', ''), '@${DB_HOST}/app'].join('');
    const { texts, targets } = moveText('compose.yaml', `services:\n  db:\n    image: postgres\n    environment:\n      DATABASE_URL: ${url}\n`);
    expect(targets[0]!.value.reveal()).toBe(LIVE.replace('!', ''));
    expect(texts['compose.yaml']).toContain('DATABASE_URL: postgres://app:${DATABASE_PASSWORD}@${DB_HOST}/app');
  });

  it('stores a dollar sign once that Compose writes twice', () => {
    const { targets } = moveText('compose.yaml', `services:\n  db:\n    image: postgres\n    environment:\n      DB_PASSWORD: 'Tr0$$${LIVE}'\n`);
    expect(targets[0]!.value.reveal()).toBe(`Tr0$${LIVE}`);
  });

  it('quotes the expansion in a flow', () => {
    const { texts } = moveText('compose.yaml', `services:\n  db:\n    image: postgres\n    environment: {DB_PASSWORD: ${LIVE}, PORT: 1}\n`);
    expect(parse(texts['compose.yaml']!).services.db.environment).toEqual({ DB_PASSWORD: '${DB_PASSWORD}', PORT: 1 });
  });

  it('stays in its quotes, whatever the key is', () => {
    const { texts } = moveText(
      'compose.yaml',
      `services:\n  db:\n    image: postgres\n    environment:\n      "A\${B}_PASSWORD": "${LIVE}"\n      '[x] PASSWORD': '${LIVE}'\n`,
    );
    expect(Object.values(parse(texts['compose.yaml']!).services.db.environment)).toEqual(['${A_B_PASSWORD}', '${X_PASSWORD}']);
  });
});
