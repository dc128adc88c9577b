// Runs a story: tests that follow one another in one window. A module of a story has `files` (or a function that gives them), `open`, `tests` by name, and may have
// `prepare()`, which gives more for the window (`env`, `settings`) and for the tests, and is undone by its `stop`.
import { openWindow } from './window.mjs';

export const runStory = async (paths, { files, open, tests, prepare }, options) => {
  const prepared = (await prepare?.()) ?? {};
  const total = { passed: 0, failed: 0 };
  let window;
  try {
    window = await openWindow(paths, { files: typeof files === 'function' ? files() : files, open, ...options, ...prepared.window });
    for (const [name, test] of Object.entries(tests)) {
      const started = Date.now();
      try {
        await test({ ...window, ...prepared });
        total.passed += 1;
        console.log(`    ✔ ${name} (${Date.now() - started}ms)`);
      } catch (error) {
        total.failed += 1;
        console.log(`    ✖ ${name}: ${error.stack ?? error}`);
        await window.screenshot(`failed-${total.failed}`);
      }
    }
  } finally {
    await window?.close();
    await prepared.stop?.();
  }
  return total;
};
