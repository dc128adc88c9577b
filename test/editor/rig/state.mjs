// Everything that VS Code has written down: what its page keeps in the browser, and its files.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the page keeps: state of extensions and of the window (IndexedDB, local and session storage). Secrets of extensions are not among it:
 * without a key chain VS Code keeps them in memory. A text for each entry, by its place; bytes as Latin-1, so that text in them is seen.
 */
export const readPage = (page) =>
  page.evaluate(async () => {
    const asked = (request) =>
      new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    const textOf = (value) => {
      if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return typeof value === 'string' ? value : JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? latin1(each) : each));
    };
    const entries = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const content = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([asked(content.getAllKeys()), asked(content.getAll())]);
        for (const [at, key] of keys.entries()) entries.push({ place: `${name}/${store}/${String(key)}`, text: `${String(key)} ${textOf(values[at])}` });
      }
      database.close();
    }
    for (const [name, storage] of Object.entries({ localStorage, sessionStorage }))
      for (const [key, value] of Object.entries(storage)) entries.push({ place: `${name}/${key}`, text: `${key} ${value}` });
    return entries;
  });

/** Every file below a folder as Latin-1, by its path, but those whose path fits `left`. */
export const readFiles = (folder, left) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !left.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((name) => ({ place: name, text: `${name} ${readFileSync(join(folder, name), 'latin1')}` }));
