import fc from 'fast-check';
import { expect, test } from 'vitest';
import asyncapi from '../../../../docs/reference/asyncapi.json';
import { shortName, typesOf, wordsFor } from '../../parts/words/event-words';
import { instagram } from './platform';

const TYPES = typesOf([instagram]);

test.each([
  [
    'MediaFailed',
    { attempt: 2, message: 'Too long.', platform_message: 'Video is too long' },
    'Instagram did not publish the post (attempt 2): Too long. (Instagram says: “Video is too long”)',
  ],
  [
    'MediaPublished',
    { found_by: 'media_list' },
    'Published on Instagram. Its answer was lost, but the post was found on the account',
  ],
  ['CommentReceived', { author_name: 'carol' }, 'carol commented'],
  ['CommentReceived', { author_name: '' }, 'Somebody commented'],
  ['CommentReceived', { author_name: 'me', is_ours: true }, 'You commented'],
  ['CommentDeleted', { by_us: true }, 'You deleted a comment'],
  [
    'CommentActionRefused',
    { action: 'hide', message: 'It is of another account.' },
    'A comment was not hidden: It is of another account.',
  ],
  [
    'PageObserved',
    { access_level: 'read', reason: 'page_role' },
    'Postlog may do less with the account than before: read: page_role',
  ],
])('%s of %j is told as "%s"', (name, payload, sentence) => {
  expect(wordsFor([instagram], `instagram.${name}.v1`, payload).sentence).toBe(sentence);
});

test('a payload that lacks what the words need is still told', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (type, of) => {
        expect(wordsFor([instagram], type, of).sentence.trim()).not.toBe('');
      },
    ),
  );
});

test('every event of a story that the contracts have has words', () => {
  const story = /"(instagram\.[A-Z]\w+\.v1)"/g;
  const commands = /\.(Advance|Observe(Page|Stories)|Reconcile|Sample|Read|Delete|Renew)\w*\.v1$/;
  const types = [...JSON.stringify(asyncapi).matchAll(story)].map(([, type]) => type ?? '');
  const told = [...new Set(types)].filter((type) => !commands.test(type));

  expect(told.length).toBeGreaterThan(25);
  expect(told.filter((type) => !TYPES.includes(type)).map(shortName)).toEqual([]);
});
