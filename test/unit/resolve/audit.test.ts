import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../shared/model/resolver.ts';
import { openAuditLog } from '../../../shared/resolve/audit.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record: AuditRecord = {
  time: '2026-01-01T00:00:00.000Z',
  who: 'alice\nbob',
  identity: 'profile:test',
  operation: 'read',
  reference: 'prod/api/stripe',
  outcome: 'fresh',
};

describe('an audit log', () => {
  it('holds one JSON object a line, for the owner alone, and goes on where another left off', () => {
    const path = join(folder, 'audit.jsonl');
    for (let session = 0; session < 2; session++) {
      const log = openAuditLog(path);
      log.write(record);
      log.write({ ...record, outcome: 'error', errorCode: 'denied' });
      log.close();
    }
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.length).toBe(5);
    expect(lines.slice(0, 4).map((line) => JSON.parse(line).outcome)).toEqual(['fresh', 'error', 'fresh', 'error']);
    expect(JSON.parse(lines[0]!)).toEqual(record);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says so when it can not be written', () => {
    const open = () => openAuditLog(join(folder, 'no', 'such', 'folder'));
    expect(open).toThrow(/audit log can't be written/);
    const log = openAuditLog(join(folder, 'closed.jsonl'));
    log.close();
    expect(() => log.write(record)).toThrow(/audit log can't be written/);
  });
});
