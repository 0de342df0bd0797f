import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Auth } from '../../api/clients';
import { endingOf, type Outcome, readOutcome, toneOf, unexplained, wordsAddress } from './outcome';

const THERE = { id: 'there', name: 'There' };
const NOTHING: Outcome = unexplained({ code: 'x', accountId: '', said: '', trace: '' }, 'There');

function standing(status: Auth['Status']): Outcome {
  return { ...NOTHING, account: { status } as Auth['AccountView'] };
}

test('an ordinary visit is no ending', () => {
  expect(endingOf({})).toBeNull();
  expect(endingOf({ trace: 'abc' })).toBeNull();
});

test('a refusal and a permission are told apart by the address', () => {
  expect(endingOf({ error: 'access_denied', trace: 'abc' })).toEqual({
    code: 'access_denied',
    accountId: '',
    said: '',
    trace: 'abc',
  });
  expect(endingOf({ connected: 'a1' })).toMatchObject({ code: 'connected', accountId: 'a1' });
});

test('the words are asked for under the code, with what else is known', () => {
  const ending = { code: 'refused', accountId: '', said: 'odd_word', trace: 'abc' };

  expect(wordsAddress(ending, 'here')).toBe(
    '/api/auth/outcomes/refused?provider=here&said=odd_word&trace=abc',
  );
  expect(wordsAddress({ ...ending, code: 'connected', accountId: 'a1', said: '' }, 'here')).toBe(
    '/api/auth/outcomes/connected?provider=here&account=a1&trace=abc',
  );
});

test('what stands in the address stays within the question', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (accountId, said) => {
      const asked = wordsAddress({ code: 'connected', accountId, said, trace: '' }, 'here');
      const { pathname, searchParams } = new URL(asked, 'https://postlog.example');

      expect(pathname).toBe('/api/auth/outcomes/connected');
      expect([searchParams.get('account') ?? '', searchParams.get('said') ?? '']).toEqual([
        accountId,
        said,
      ]);
    }),
  );
});

test.each(['..', '../session', 'a b', 'x'.repeat(65)])('nobody is asked about %j', async (code) => {
  const asked = await readOutcome({ code, accountId: '', said: '', trace: '' }, THERE);

  expect(asked.code).toBe('unexplained');
});

test('an ending without words has general ones, with its trace', () => {
  const unknown = unexplained({ code: 'x', accountId: '', said: '', trace: 'abc' }, 'There');
  const foreign = unexplained({ code: 'connected', accountId: 'a1', said: '', trace: '' }, 'There');

  expect(unknown).toMatchObject({ title: 'Something went wrong', trace_id: 'abc' });
  expect(foreign.title).toBe('Account not found');
});

test.each([
  ['CONNECTED', 'good'],
  ['LIMITED', 'wait'],
  ['CONNECTING', 'wait'],
  ['REFUSED', 'bad'],
  ['REAUTHORIZATION_REQUIRED', 'bad'],
  ['DISCONNECTED', 'calm'],
] as const)('%s is said in %s', (status, tone) => {
  expect(toneOf(standing(status))).toBe(tone);
  expect(toneOf(NOTHING)).toBe('bad');
});

test('whoever pressed Cancel at the platform has done nothing wrong', () => {
  expect(toneOf({ ...NOTHING, code: 'access_denied' })).toBe('calm');
});
