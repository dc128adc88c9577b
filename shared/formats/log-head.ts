/** Marks that only build servers write. */
const MARKS =
  /^\uFEFF?(?:[^\t\n]{1,120}\t[^\t\n]{1,120}\t\uFEFF?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,7}Z(?: |$)|^(?:\u001b\[0K)?travis_(?:fold|time):|^section_(?:start|end):\d|^\[Pipeline\] |^Running with gitlab-runner |\u001b_bk;t=\d|^\[(?:taskcluster|task|vcs|setup|fetches) \d{4}-\d\d-\d\d|##\[(?:group|endgroup|section|command|error|warning|debug|add-mask)\]|^Started by (?:user|an SCM change|timer)|^Using worker: |^travis_fold:/m;

const STAMPED_LINE =
  /^\[?(?:\w{1,12} )?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|^\[?\d\d:\d\d:\d\d[.,\]\d ]|^#\d{1,4} (?:\d|\[|DONE|CACHED)|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /;

/** Of the first lines, this share must start with a time for a text without marks to be taken for a log. */
const STAMPED_SHARE = 0.6;
const LINES_READ = 40;

/** Whether a text is a build log (or any log of time-stamped lines), by its first few thousand characters. */
export const isCiLog = (head: string): boolean => {
  if (MARKS.test(head)) return true;
  const lines = head
    .split('\n', LINES_READ)
    .slice(0, -1)
    .filter((line) => line.trim() !== '');
  return lines.length >= 5 && lines.filter((line) => STAMPED_LINE.test(line)).length >= lines.length * STAMPED_SHARE;
};

/** Whether a path names a log: `*.log`, `*.log.1`, a GitHub log archive's `3_Run tests.txt`, `logs/*.txt`. Takes `/` only. */
export const isLogPath = (path: string): boolean =>
  /\.log(?:\.\d{1,4}|\.txt)?$|\.sh\.raw$|(?:^|\/)\d{1,3}_[^/]{1,120}\.txt$|(?:^|\/)(?:ci-|build-|job-)?logs?\/[^/]{1,120}\.txt$/i.test(path);
