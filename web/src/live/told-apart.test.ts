import { expect, test } from 'vitest';
import { toldApart } from './told-apart';

function account(account_id: string, display_name: string, username: string | null = null) {
  return { account_id, provider: 'films', display_name, username };
}

function namesOf(accounts: Parameters<typeof toldApart>[0]) {
  return toldApart(accounts).map(({ display_name }) => display_name);
}

test('accounts of the same name are told apart by their user name or the end of their id', () => {
  const both = [
    account('a-3f2a', 'Mara'),
    account('b-77c1', 'Mara', 'mara.b'),
    account('c', 'Theo'),
  ];

  expect(namesOf(both)).toEqual(['Mara (…3f2a)', 'Mara (@mara.b)', 'Theo']);
});

test('an account whose name is there once keeps it', () => {
  const elsewhere = { ...account('b', 'Mara'), provider: 'pictures' };

  expect(namesOf([account('a', 'Mara'), elsewhere])).toEqual(['Mara', 'Mara']);
});
