import { expect, test } from 'vitest';
import { ownedBy, sharedIn } from './owners';

const SHEETS: Record<string, string> = import.meta.glob('../**/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
});

test('a sheet owns the classes that its outermost rules begin with', () => {
  const sheet = `@layer pages {
    /* .comment {} */
    .steps, ol.stairs { color: red; & .sign { color: blue; } }
    @media (width < 60rem) { .dock[data-open]:not(:has(.a, .b)) > .row { top: 0; } }
  }`;

  expect([...ownedBy(sheet)].sort()).toEqual(['dock', 'stairs', 'steps']);
});

test('a class of two sheets is named with both', () => {
  expect(sharedIn({ one: '.a {}', other: '.a b {} .c {}' })).toEqual({ a: ['one', 'other'] });
});

test('no class belongs to two style sheets, since a page’s styles stay when it is left', () => {
  expect(ownedBy(SHEETS['../parts/pill.css'] ?? '')).toContain('pill');
  expect(sharedIn(SHEETS)).toEqual({});
});
