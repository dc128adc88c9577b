import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../shared/model/secret.ts';
import { findLeft } from '../../../shared/move/find-left.ts';
import { createSandbox, type Sandbox } from '../../support/repository.ts';

const value = ['Gr\u00fc\u00dfe', 'aus', 'K\u00f6ln'].join('-');

describe('findLeft', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = createSandbox();
    box.write({
      'as-it-is.txt': `x=${value}\n`,
      'percent.txt': `x=${encodeURIComponent(value)}\n`,
      'base64.txt': `x=${Buffer.from(value).toString('base64')}\n`,
      'other.txt': `x=${value.toUpperCase()}\n`,
    });
  });
  afterAll(() => box.remove());

  it('finds values of letters beyond ASCII, as they are and in their forms', async () => {
    expect(await findLeft(box.folder, {}, [new Secret(value)])).toEqual(['as-it-is.txt', 'base64.txt', 'percent.txt']);
  });
});
