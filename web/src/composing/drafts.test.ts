import { describe, expect, it } from 'vitest';
import { collected, merged, titleOf } from './drafts';

const held: Record<string, unknown> = { form: { caption: 'Harbour' }, files: [], caption: null };
const read = (place: string) => held[place] ?? null;

describe('what is saved', () => {
  it('is all that the places hold, the main one first', () => {
    expect(Object.entries(collected(['form', 'files', 'caption'], read))).toEqual([
      ['form', { caption: 'Harbour' }],
      ['files', []],
    ]);
  });

  it('is nothing once the form was published', () => {
    expect(collected(['caption', 'files'], read)).toEqual({});
    expect(collected([], read)).toEqual({});
  });
});

describe('a draft that is opened', () => {
  it('takes the place of a form', () => {
    expect(merged({ caption: 'New' }, { caption: 'Old' })).toEqual({ caption: 'New' });
    expect(merged([{ id: 'a' }], null)).toEqual([{ id: 'a' }]);
  });

  it('loses no file of another form in this tab', () => {
    const here = [
      { id: 'a', name: 'old' },
      { id: 'b', name: 'other' },
    ];
    expect(merged([{ id: 'a', name: 'new' }], here)).toEqual([
      { id: 'b', name: 'other' },
      { id: 'a', name: 'new' },
    ]);
  });
});

describe('its title', () => {
  it('says for whom it is, and how it begins', () => {
    const words = `  A morning\n at the harbour ${'and more '.repeat(20)}`;
    const title = titleOf({ whose: 'Lena (Network)', words });
    expect(title).toMatch(/^Lena \(Network\): A morning at the harbour and more .*…$/);
    expect(title.length).toBeLessThanOrEqual(100);
  });

  it('says only for whom it is, where nothing was written', () => {
    expect(titleOf({ whose: 'Lena (Network)', words: ' \n' })).toBe('Lena (Network)');
  });
});
