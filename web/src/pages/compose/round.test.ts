import { expect, test } from 'vitest';
import type { Entry } from '../../composing/several';
import { EMPTY, labelOf, lackingIn, openOf, type Round, termsOf, toggled } from './round';

const Music = () => null;
const ROUND: Round = { ...EMPTY, chosen: ['lena', 'bakery'] };
const ACCOUNTS = [
  { account_id: 'lena', display_name: 'Lena' },
  { account_id: 'bakery', display_name: 'The bakery' },
];

const entry = (by: Partial<Entry> = {}): Entry => ({
  lacking: [],
  barredBecause: null,
  Terms: null,
  publish: async () => '',
  ...by,
});

test('an account is chosen and left out again, but not one that has its post', () => {
  expect(toggled(EMPTY, 'lena').chosen).toEqual(['lena']);
  expect(toggled(ROUND, 'lena').chosen).toEqual(['bakery']);
  const made = { ...ROUND, made: { lena: 'post' } };
  expect(toggled(made, 'lena')).toBe(made);
});

test('what is published next are the chosen accounts without a post', () => {
  const made = { ...ROUND, made: { lena: 'post' } };

  expect(openOf(made)).toEqual(['bakery']);
  expect([labelOf(ROUND), labelOf(made)]).toEqual([
    'Publish to 2 accounts',
    'Publish to 1 account',
  ]);
});

test('of each account the first thing that is missing is told, with its name and its part', () => {
  const lacking = [
    { part: 'privacy', sentence: 'Choose who can see this post.' },
    { part: 'text', sentence: 'Too long.' },
  ];
  const entries = new Map([
    ['lena', entry({ lacking })],
    ['bakery', entry()],
  ]);

  expect(lackingIn(ROUND, true, ACCOUNTS, entries)).toEqual([
    { part: 'lena/privacy', sentence: 'Lena: Choose who can see this post.' },
  ]);
});

test('nothing is published before every account has said what it lacks', () => {
  const entries = new Map([['lena', entry({ barredBecause: 'No post is taken now.' })]]);

  expect(lackingIn(ROUND, true, ACCOUNTS, entries).map(({ sentence }) => sentence)).toEqual([
    'Lena: No post is taken now.',
    'The bakery: Wait a moment.',
  ]);
});

test('without accounts and without a file both are asked for', () => {
  const found = lackingIn(EMPTY, false, ACCOUNTS, new Map());

  expect(found.map(({ part }) => part)).toEqual(['accounts', 'file']);
});

test('what several accounts agree to is shown once, and nothing for those that have their post', () => {
  const entries = new Map([
    ['lena', entry({ Terms: Music })],
    ['bakery', entry({ Terms: Music })],
  ]);

  expect(termsOf(['lena', 'bakery'], entries)).toEqual([Music]);
  expect(termsOf([], entries)).toEqual([]);
});
