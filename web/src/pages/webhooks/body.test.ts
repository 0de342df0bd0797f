import { expect, test } from 'vitest';
import { asCurl, opened } from './body';

test('JSON within a string is opened too, and other strings stay as they are', () => {
  const text = JSON.stringify({ content: '{"post_id":"7","tags":"[1]"}', note: '{no json', n: 1 });

  expect(JSON.parse(opened(text) ?? '')).toEqual({
    content: { post_id: '7', tags: [1] },
    note: '{no json',
    n: 1,
  });
});

test('what is no JSON is not opened', () => {
  expect(opened('event=1')).toBeNull();
});

test('the command says every character of the body, quotes too', () => {
  const command = asCurl(`{"text":"it's $HOME"}`, {
    url: 'https://postlog.example/api/webhooks/there',
    headers: [{ name: 'Signature', value: 't=1' }],
  });

  expect(command).toBe(
    [
      "curl -X POST 'https://postlog.example/api/webhooks/there'",
      "-H 'Signature: t=1'",
      `--data-binary '{"text":"it'\\''s $HOME"}'`,
    ].join(' \\\n  '),
  );
});
