/** What our part of a hook begins with: by this line it is known again. */
const MARK = '# >>> watertight: refuses a commit that adds a plaintext secret; `git commit --no-verify` commits all the same';

/** How a hook starts us. Shared hooks know names alone; one that belongs to this clone also knows where we are. */
export interface Starter {
  readonly node: string;
  readonly script: string;
}

/** A word for `sh`; Windows paths with `/`, which Git for Windows' `sh` understands. */
const quote = (text: string): string => `'${text.replaceAll('\\', '/').replaceAll("'", `'\\''`)}'`;

/**
 * Lines of POSIX shell. Hooks run in the root of the work tree. The package of the project comes first, then what PATH has, then `starter`;
 * without any of them the commit is refused, because a hook that silently does nothing is no guard.
 */
const block = (starter: Starter | undefined): string => `${MARK}
watertight_scan() {
  if [ -x node_modules/.bin/watertight ]; then
    node_modules/.bin/watertight scan --staged
  elif command -v watertight > /dev/null 2>&1; then
    watertight scan --staged
${
  starter === undefined
    ? ''
    : `  elif [ -f ${quote(starter.script)} ]; then
    ${quote(starter.node)} ${quote(starter.script)} scan --staged
`
}  else
    echo 'watertight is not installed: npm install --save-dev watertight' >&2
    return 2
  fi
}
watertight_scan || {
  watertight_status=$?
  echo 'watertight: the commit was refused. Move the secret out (watertight move), or allow it where it stands (# watertight:allow).' >&2
  exit "$watertight_status"
}
# <<< watertight
`;

/** Whether a hook runs us, in our words or in its author's. */
export const runsUs = (text: string): boolean => text.includes(MARK) || /^[^#\n]*\bwatertight\b[^\n]*\bscan\b/m.test(text);

export const newHook = (starter: Starter | undefined): string => `#!/bin/sh\n${block(starter)}`;

/** A hook that `sh` or a shell like it runs; without a first line that says so git runs it by `sh` too, unless it is a program. */
export const isShell = (text: string): boolean => {
  if (text.includes('\0') || text.includes('\ufffd')) return false;
  const first = text.split('\n', 1)[0] ?? '';
  return !first.startsWith('#!') || /^#!\s*(?:\S*\/)?(?:env\s+(?:-\S+\s+)*)?(?:ba|da|z|k|a)?sh\b/.test(first);
};

/**
 * Our part put into another's hook: before everything but the first line and husky's own, because what is there may end with `exit` or
 * `exec`, and because the status of its last command must stay the last.
 */
export const addToHook = (text: string, starter: Starter | undefined): string => {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const head = /^(?:#![^\n]*\n)?(?:(?:[ \t]*(?:#[^\n]*)?\r?\n)*\. [^\n]*husky\.sh"?[ \t]*\r?\n)?/.exec(text)?.[0] ?? '';
  const ours = block(starter).replaceAll('\n', eol);
  const start = head === '' || head.endsWith('\n') ? head : `${head}${eol}`;
  return `${start}${ours}${text.slice(head.length)}`;
};
