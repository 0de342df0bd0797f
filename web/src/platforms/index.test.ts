import { expect, test } from 'vitest';
import { PLATFORMS } from '.';

const MODULES = import.meta.glob<string>(['../**/*.{ts,tsx,css}', '!../api/generated/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

test.each(PLATFORMS.map(({ id }) => id))('no module outside its folder names %s', (id) => {
  const outside = Object.entries(MODULES).filter(
    ([path]) => path !== './index.ts' && !path.startsWith(`./${id}/`),
  );

  expect(outside.length).toBeGreaterThan(50);
  expect(
    outside.filter(([, text]) => text.toLowerCase().includes(id)).map(([path]) => path),
  ).toEqual([]);
});
