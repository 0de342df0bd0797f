import { expect, test } from 'vitest';
import { faultOfEmail } from './emails';

test('a full address has no fault', () => {
  for (const email of ['a@b.example', "o'hara+x@mail.b-c.example"]) {
    expect(faultOfEmail(email)).toBeUndefined();
  }
});

test('anything else is told in words that show how an address looks', () => {
  for (const email of ['', 'mara', 'nobody@nowhere', 'a b@c.example', 'a@b.example, c@d.example']) {
    expect(faultOfEmail(email)).toContain('name@example.com');
  }
  expect(faultOfEmail(`${'m'.repeat(250)}@b.example`)).toBeDefined();
});
