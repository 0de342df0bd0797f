import { expect, test } from 'vitest';
import { chaptersOf, type Event } from './chapters';

function event(event_id: string, post_id?: string, causation_id: string | null = null): Event {
  const place = { topic: 't', partition: 0, offset: 0, type: 'x', subject: 's', time: '' };
  const payload = post_id ? { post_id } : {};
  return { ...place, event_id, payload, causation_id, sequence: null, correlation_id: null };
}

function told(events: Event[]) {
  return chaptersOf(events).map(({ postId, events: own }) => [
    postId,
    own.map(({ event_id }) => event_id).join(' '),
  ]);
}

test('events of one post stand together, where the first of them stands', () => {
  const events = [event('1', 'a'), event('2', 'b'), event('3', 'a'), event('4')];

  expect(told(events)).toEqual([
    ['a', '1 3'],
    ['b', '2'],
    [null, '4'],
  ]);
});

test('events of the account are one chapter only where nothing comes between them', () => {
  expect(told([event('1'), event('2'), event('3', 'a'), event('4')])).toEqual([
    [null, '1 2'],
    ['a', '3'],
    [null, '4'],
  ]);
});

test('a webhook belongs to the post that it was about', () => {
  const events = [event('effect', 'a', 'webhook'), event('other', 'b'), event('webhook')];

  expect(told(events)).toEqual([
    ['a', 'effect webhook'],
    ['b', 'other'],
  ]);
});

test('no event is lost, and none is there twice', () => {
  const events = ['a', undefined, 'b', 'a', undefined, 'b'].map((post, at) =>
    event(String(at), post),
  );

  const shown = chaptersOf(events).flatMap((chapter) => chapter.events);
  expect(new Set(shown)).toEqual(new Set(events));
  expect(shown).toHaveLength(events.length);
});
