import { expect, test } from 'vitest';
import { type Account, choose, passedOver, usableOf } from './chosen';

function account(account_id: string, more: Partial<Account> = {}): Account {
  return {
    account_id,
    provider: 'here',
    display_name: account_id,
    status: 'CONNECTED',
    scopes: [],
    missing_features: [],
    message: '',
    next_step: '',
    reason: null,
    expires_at: null,
    ...more,
  } as Account;
}

const LENA = account('lena');
const MIA = account('mia');

test('the account that the address names is chosen', () => {
  expect(choose([LENA, MIA], 'here', 'mia', null)?.account).toBe(MIA);
});

test('of several accounts none is chosen by itself, and the only one is', () => {
  expect(choose([LENA, MIA], 'here', '', null)).toBeNull();
  expect(
    choose([LENA, account('mia', { status: 'DISCONNECTED' })], 'here', '', null)?.account,
  ).toBe(LENA);
});

test.each([
  ['another account that the address names becomes usable', [LENA, MIA], 'mia', LENA],
  ['the account is disconnected', [account('lena', { status: 'DISCONNECTED' })], '', undefined],
  ['the account is not in the list', [MIA], '', LENA],
])('a choice holds when %s', (_, accounts, named, expected) => {
  const chosen = choose(accounts, 'here', named, { account: LENA, named });

  expect(chosen?.account).toBe(expected ?? accounts[0]);
});

test('naming another account chooses it', () => {
  const former = { account: LENA, named: '' };

  expect(choose([LENA, MIA], 'here', 'mia', former)?.account).toBe(MIA);
});

test('an account of which a newer answer tells something else is given as it is now', () => {
  const renamed = account('lena', { display_name: 'Lena K.' });

  expect(choose([renamed], 'here', '', { account: LENA, named: '' })?.account).toBe(renamed);
});

test('only connected accounts of this platform are usable', () => {
  const others = [
    account('gone', { status: 'DISCONNECTED' }),
    account('elsewhere', { provider: 'other' as Account['provider'] }),
    account('limited', { status: 'LIMITED' }),
  ];

  expect(usableOf(others, 'here').map(({ account_id }) => account_id)).toEqual(['limited']);
});

test('who is posted for in the place of a lost account is told', () => {
  const lost = account('mia', { status: 'REAUTHORIZATION_REQUIRED' });
  const named = { account: LENA, named: 'mia' };

  expect(passedOver([LENA, lost], 'here', { account: LENA, named: '' })).toEqual([lost]);
  expect(passedOver([LENA, lost], 'here', named)).toEqual([lost]);
  expect(passedOver([LENA, MIA], 'here', { account: LENA, named: 'lena' })).toEqual([]);
});

test('nobody is told of a lost account after choosing another one', () => {
  const lost = account('mia', { status: 'REAUTHORIZATION_REQUIRED' });

  expect(passedOver([LENA, lost], 'here', { account: LENA, named: 'lena' })).toEqual([]);
  expect(passedOver([LENA, lost], 'there', { account: LENA, named: '' })).toEqual([]);
});
