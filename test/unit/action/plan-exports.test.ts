import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planExports } from '../../../action/plan-exports.ts';
import type { ReadSecret } from '../../../action/read-secrets.ts';
import { parseSecretIds } from '../../../action/secret-ids.ts';
import { Secret } from '../../../shared/model/secret.ts';

const read = (line: string, value: string): ReadSecret => {
  const [parsed] = parseSecretIds(line, 'aws').lines;
  if (parsed === undefined) throw new Error(`no line: ${line}`);
  return { line: parsed, name: parsed.reference.name, id: `arn:${parsed.reference.name}`, secret: new Secret(value) };
};

const plan = (secrets: readonly ReadSecret[], parseJson = true, exportTo: 'env' | 'outputs' = 'env') =>
  planExports(secrets, { parseJson, transformation: 'uppercase', exportTo });

const asObject = (secrets: readonly ReadSecret[], parseJson = true): Record<string, string> =>
  Object.fromEntries(plan(secrets, parseJson).exports.map(({ name, secret }) => [name, secret.reveal()]));

/**
 * Names and values as the AWS action's README describes them: names in capitals with `_` for what is no letter or digit, keys behind the
 * secret's name or the alias, alone behind an empty alias; objects in objects and in strings are parsed too, everything else is its JSON.
 */
const asDescribed = (secret: string, alias: string | undefined, value: string): Record<string, string> => {
  const toName = (text: string): string =>
    text
      .replace(/^(?=\d)/, '_')
      .replace(/\W/g, '_')
      .toUpperCase();
  const objectIn = (text: string): Record<string, unknown> | undefined => {
    try {
      const json: unknown = JSON.parse(text);
      return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  };
  const names: Record<string, string> = {};
  const visit = (text: string, name: string | undefined): void => {
    const json = objectIn(text);
    if (json === undefined) {
      names[name ?? toName(alias || secret)] = text;
      return;
    }
    const prefix = name ?? (alias === '' ? '' : toName(alias ?? secret));
    for (const [key, each] of Object.entries(json))
      visit(typeof each === 'string' ? each : JSON.stringify(each), prefix === '' ? toName(key) : `${prefix}_${toName(key)}`);
  };
  visit(value, undefined);
  return names;
};

describe('planExports', () => {
  it('names what it gets as the AWS action does', () => {
    const key = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom(...'abZ09-. é') }).filter((text) => !/^(?:env|path|ci)$/i.test(text));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(fc.integer(), { maxLength: 2 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 2 }).map((json) => JSON.stringify(json)),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), fc.constantFrom(undefined, '', 'ALIAS'), (json, alias) => {
        const value = JSON.stringify(json);
        const { exports, errors } = plan([read(`${alias === undefined ? '' : `${alias},`}test/secret`, value)]);
        // two keys may get one name, which is an error of ours and the last one's with theirs
        if (errors.length > 0) return;
        expect(Object.fromEntries(exports.map(({ name, secret }) => [name, secret.reveal()]))).toEqual(asDescribed('test/secret', alias, value));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['not json', 'TEST_SECRET'],
    ['[1,2]', 'TEST_SECRET'],
    ['"text"', 'TEST_SECRET'],
    ['null', 'TEST_SECRET'],
    ['', 'TEST_SECRET'],
  ])('keeps %j whole, also behind an empty alias', (value, name) => {
    expect(asObject([read(',test/secret', value)])).toEqual({ [name]: value });
    expect(asObject([read('test/secret', value)])).toEqual({ [name]: value });
  });

  it('takes the same value under the same name once', () => {
    const twice = [read('a/b', 'x'), read('A_B,a/b', 'x')];
    expect(plan(twice)).toMatchObject({ errors: [], exports: [{ name: 'A_B' }] });
    expect(plan([read('a/b', 'x'), read('A_B,c/d', 'x')]).errors).toEqual(["a/b and c/d would both be named 'A_B'"]);
  });

  it('refuses dangerous names for variables, not for outputs, and a NUL', () => {
    expect(plan([read('BASH_ENV,a/b', 'x')]).errors.join()).toContain('BASH_ENV');
    expect(plan([read('BASH_ENV,a/b', 'x')], true, 'outputs').errors).toEqual([]);
    expect(plan([read('secrets,a/b', 'x')], true, 'outputs').errors.join()).toContain('an output of the Action');
    expect(plan([read('A,a/b', 'x\0y')]).errors.join()).toContain('NUL');
  });

  it('says no value', () => {
    const value = JSON.stringify({ a: 'otter-quartz', A: 'quartz-otter' });
    const { errors } = plan([read('x/y', value)]);
    expect(errors).toHaveLength(1);
    expect(errors.join()).not.toMatch(/otter/);
  });
});
