import { expect, test } from 'vitest';
import { typesOf, wordsFor } from './event-words';

const HERE = { id: 'here', name: 'Here', events: { PostMade: ['good', 'It was made'] } } as const;
const THERE = { id: 'there', name: 'There', events: { PostMade: ['bad', 'It came'] } } as const;
const BOTH = [HERE, THERE];

test('each platform has its own words for events of the same name', () => {
  expect(wordsFor(BOTH, 'here.PostMade.v1', {})).toMatchObject({
    sentence: 'It was made',
    tone: 'good',
  });
  expect(wordsFor(BOTH, 'there.PostMade.v1', {})).toMatchObject({
    sentence: 'It came',
    tone: 'bad',
  });
});

test('an event of an account names the platform of the account', () => {
  const sentence = (provider?: string) =>
    wordsFor(BOTH, 'accounts.AccountRefreshed.v1', provider ? { provider } : {}).sentence;

  expect(sentence('there')).toBe('There renewed Postlog’s access');
  expect(sentence('nowhere')).toBe('The platform renewed Postlog’s access');
  expect(sentence()).toBe('The platform renewed Postlog’s access');
});

test('an account that was withdrawn says why', () => {
  const words = (reason: string) =>
    wordsFor(BOTH, 'accounts.AccountDisconnected.v1', { provider: 'there', revoked: true, reason });

  expect(words('account_banned').sentence).toBe('The account was disconnected: it was banned');
  expect(words('user_request').sentence).toBe(
    'The account was disconnected, and There confirmed it',
  );
  expect(words('constructor').sentence).toContain('confirmed');
});

test('a permission that was left to other accounts is not told as unconfirmed', () => {
  const payload = { provider: 'there', revoked: false, shared: true, reason: 'user_request' };

  expect(wordsFor(BOTH, 'accounts.AccountDisconnected.v1', payload).sentence).toBe(
    'The account was disconnected. Postlog keeps its There permission, because other accounts need it',
  );
});

test('an account that is connected without a name is told too', () => {
  const words = wordsFor(BOTH, 'accounts.AccountConnected.v1', { display_name: '' });

  expect(words.sentence).toBe('The account was connected; its name is not known yet');
});

test('the types of all platforms can be looked for', () => {
  expect(typesOf(BOTH)).toEqual(
    expect.arrayContaining([
      'accounts.AccountConnected.v1',
      'here.PostMade.v1',
      'there.PostMade.v1',
    ]),
  );
});
