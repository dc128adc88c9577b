import type { FormatId } from '../model/entry.ts';

/** Which grammar a file is read by: by name first, by content where the name says nothing. `head` is the first few thousand characters. */
export const formatOf = (path: string, head: string): FormatId => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^\.env(?:$|[.\-_])|\.env$|^env\.[\w-]+$/.test(name)) return 'dotenv';
  if (/\.tfvars$/.test(name)) return 'tfvars';
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /.test(head)) return 'ci-log';
  return 'text';
};
