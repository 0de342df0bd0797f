import { expect, test } from 'vitest';
import { isDisconnectable, isOnItsWay, isWorking, wordsOfAccount } from './account-words';

const STATUSES = [
  'CONNECTING',
  'CONNECTED',
  'LIMITED',
  'REFUSED',
  'REAUTHORIZATION_REQUIRED',
  'DISCONNECTING',
  'DISCONNECTED',
];

test('each state is said differently', () => {
  expect(new Set(STATUSES.map((status) => wordsOfAccount(status).word)).size).toBe(7);
});

test('a state that nobody has heard of is shown as it is written', () => {
  expect(wordsOfAccount('ON_HOLD')).toEqual({ word: 'On hold', tone: 'calm' });
});

test('what works, what moves and what can be ended', () => {
  expect(STATUSES.filter(isWorking)).toEqual(['CONNECTED', 'LIMITED']);
  expect(STATUSES.filter(isOnItsWay)).toEqual(['CONNECTING', 'DISCONNECTING']);
  expect(STATUSES.filter(isDisconnectable)).toEqual([
    'CONNECTED',
    'LIMITED',
    'REAUTHORIZATION_REQUIRED',
  ]);
});
