import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, createDiffParser } from '../../../shared/sources/parse-diff.ts';

const id = (digit: string) => digit.repeat(40);
const ZERO = id('0');

/** NUL is written as `~` here. */
const bytes = (text: string) => Buffer.from(text.replaceAll('~', '\0'));
const parse = (input: Uint8Array, chunk = input.length): Change[] => {
  const parser = createDiffParser();
  const changes: Change[] = [];
  for (let at = 0; at < input.length; at += Math.max(1, chunk)) changes.push(...parser.push(input.subarray(at, at + Math.max(1, chunk))));
  return [...changes, ...parser.end()];
};

const STREAM = `>${id('1')}~Ada <a@e.o>~2026-01-01T00:00:00Z~~
:000000 100644 ${ZERO} ${id('a')} A~new "file"
.env~:100644 100644 ${id('b')} ${id('c')} R090~old~renamed~:100644 000000 ${id('d')} ${ZERO} D~gone~:000000 120000 ${ZERO} ${id('e')} A~link~~diff --git "a/new" "b/new"
new file mode 100644
index ${ZERO}..${id('a')}
--- /dev/null
+++ "b/new"
@@ -0,0 +1,3 @@
+one
+@@ -1 +1 @@
+>three
\\ No newline at end of file
diff --git a/old b/renamed
similarity index 90%
rename from old
rename to renamed
index ${id('b')}..${id('c')} 100644
--- a/old
+++ b/renamed
@@ -4 +4,2 @@ function
-four
+4
+5
@@ -9,2 +10,0 @@
-x
-y
@@ -20,0 +20 @@
+last
diff --git a/gone b/gone
deleted file mode 100644
index ${id('d')}..${ZERO}
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-index ${id('b')}..${id('c')}
>${id('2')}~Bob <b@e.o>~2026-01-02T00:00:00Z~~::100644 100644 100644 ${id('a')} ${id('b')} ${id('f')} MM~merged~~diff --combined merged
index ${id('a')},${id('b')}..${id('f')}
--- a/merged
+++ b/merged
@@@ -1,1 -1,0 +1,1 @@@
 +ours
@@@ -5,2 -4,1 +5,3 @@@ context
--both lost it
+ theirs
++new in the merge
++and this
>${id('3')}~Cy <c@e.o>~2026-01-03T00:00:00Z~~
:100644 100644 ${id('a')} ${id('9')} M~binary~:100755 100644 ${id('8')} ${id('8')} M~mode~:120000 100644 ${id('7')} ${id('6')} T~was-link~~diff --git a/binary b/binary
index ${id('a')}..${id('9')} 100644
Binary files a/binary and b/binary differ
diff --git a/mode b/mode
old mode 100755
new mode 100644
diff --git a/was-link b/was-link
deleted file mode 120000
index ${id('7')}..${ZERO}
--- a/was-link
+++ /dev/null
@@ -1 +0,0 @@
-target
\\ No newline at end of file
diff --git a/was-link b/was-link
new file mode 100644
index ${ZERO}..${id('6')}
--- /dev/null
+++ b/was-link
@@ -0,0 +1 @@
+a file now
`;

const first = { id: id('1'), author: 'Ada <a@e.o>', date: '2026-01-01T00:00:00Z' };
const second = { id: id('2'), author: 'Bob <b@e.o>', date: '2026-01-02T00:00:00Z' };
const third = { id: id('3'), author: 'Cy <c@e.o>', date: '2026-01-03T00:00:00Z' };
const EXPECTED: Change[] = [
  { path: 'new "file"\n.env', objectId: id('a'), commit: first, addedLines: [{ from: 1, to: 3 }] },
  {
    path: 'renamed',
    objectId: id('c'),
    commit: first,
    addedLines: [
      { from: 4, to: 5 },
      { from: 20, to: 20 },
    ],
  },
  { path: 'merged', objectId: id('f'), commit: second, addedLines: [{ from: 6, to: 7 }] },
  { path: 'binary', objectId: id('9'), commit: third },
  { path: 'was-link', objectId: id('6'), commit: third, addedLines: [{ from: 1, to: 1 }] },
];

describe('what git prints of changes', () => {
  it('is read, commit by commit', () => {
    expect(parse(bytes(STREAM))).toEqual(EXPECTED);
  });

  it('is read the same in chunks of any size', () => {
    for (const chunk of [1, 2, 3, 7, 64, 1000]) expect(parse(bytes(STREAM), chunk)).toEqual(EXPECTED);
  });

  it('gives a commit when the next one starts', () => {
    const parser = createDiffParser();
    const end = STREAM.indexOf(`>${id('2')}`);
    expect(parser.push(bytes(STREAM.slice(0, end)))).toEqual([]);
    expect(parser.push(bytes(STREAM.slice(end, end + 90)))).toEqual(EXPECTED.slice(0, 2));
  });

  it('does not make the parser throw or hang, whatever it is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (input) => parse(input, 50).length >= 0));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 10 }), (edits) => {
        const input = bytes(STREAM);
        for (const [at, value] of edits) input[at % input.length] = value;
        return parse(input, 100).length >= 0;
      }),
    );
  });
});
