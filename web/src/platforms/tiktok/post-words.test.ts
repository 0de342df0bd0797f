import { expect, test } from 'vitest';
import { modeOf } from './post-words';

test('a mode that came later is shown as it is', () => {
  expect([modeOf('INBOX'), modeOf('STORY'), modeOf(null)]).toEqual([
    'Inbox draft',
    'STORY',
    'Post',
  ]);
});
