import { closeSync, openSync, writeSync } from 'node:fs';
import { AppError } from '../model/app-error.ts';
import type { AuditRecord } from '../model/resolver.ts';

/** Writes records to a file as JSON lines. */
export interface AuditLog {
  /** @throws AppError `usage` where the file can't be written: no access without its record */
  readonly write: (record: AuditRecord) => void;
  readonly close: () => void;
}

/**
 * Opens an audit log: appended to, made with mode 0600 when it is not there. Each record is one write at the end of the file, so that several
 * processes can share a log without mixing their lines.
 * @throws AppError `usage` where the file can't be opened
 */
export const openAuditLog = (path: string): AuditLog => {
  const failed = (cause: unknown) =>
    new AppError('usage', `the audit log can't be written: ${path}`, 'Does its folder exist, and is there room? Access without a record is refused.', {
      cause,
    });
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
  } catch (cause) {
    throw failed(cause);
  }
  return {
    write: (record) => {
      try {
        writeSync(file, `${JSON.stringify(record)}\n`);
      } catch (cause) {
        throw failed(cause);
      }
    },
    close: () => closeSync(file),
  };
};
