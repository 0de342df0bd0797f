import type { DetailedError, UploadOptions } from 'tus-js-client';
import { beforeEach, expect, it, vi } from 'vitest';
import { UNREADABLE } from './trouble';
import { begin, pause, sendings } from './uploads';

const { made } = vi.hoisted(() => {
  const location = { origin: 'https://postlog.example' };
  vi.stubGlobal('window', Object.assign(new EventTarget(), { location }));
  return { made: [] as { options: UploadOptions; isAborted: boolean }[] };
});

/** What of tus is used: it records, and the test plays the network. */
vi.mock('tus-js-client', () => ({
  Upload: class {
    isAborted = false;
    constructor(
      _file: File,
      readonly options: UploadOptions,
    ) {
      made.push(this);
    }
    start() {}
    async abort() {
      this.isAborted = true;
    }
  },
}));

const TARGET = { url: 'https://elsewhere.example/u/1', chunk_size: 10, total_chunk_count: 1 };
const NO_ANSWER = { originalRequest: { getMethod: () => 'PATCH' } } as DetailedError;
const unreadable = () => Promise.reject(new DOMException('gone', 'NotReadableError'));

/** A file on a disk, which can be taken away. */
function fileOnDisk() {
  const file = new File(['abc'], 'bread.mp4');
  const takeAway = () => {
    file.slice = () => Object.assign(new Blob(), { arrayBuffer: unreadable });
  };
  return { file, takeAway };
}

const stateOf = (postId: string) => sendings.value.get(postId)?.state;

beforeEach(() => {
  made.length = 0;
  sendings.value = new Map();
});

it('stops at once, and says so, where the file cannot be read', async () => {
  const { file, takeAway } = fileOnDisk();
  takeAway();

  await begin('p', TARGET, file);

  expect(sendings.value.get('p')).toMatchObject({ state: 'failed', trouble: UNREADABLE });
  expect(made).toEqual([]);
});

it('waits for a connection that was lost, as long as the file can be read', async () => {
  const { file } = fileOnDisk();
  const look = vi.spyOn(file, 'slice');
  await begin('p', TARGET, file);
  look.mockClear();

  const mayGoOn = made[0]?.options.onShouldRetry?.(NO_ANSWER, 0, {});
  await look.mock.results[0]?.value.arrayBuffer();

  expect(mayGoOn).toBe(true);
  expect(stateOf('p')).toBe('waiting');
});

it('stops for a file that was taken away, though a browser calls it a lost connection', async () => {
  const { file, takeAway } = fileOnDisk();
  await begin('p', TARGET, file);
  takeAway();

  made[0]?.options.onShouldRetry?.(NO_ANSWER, 0, {});

  await vi.waitFor(() => expect(stateOf('p')).toBe('failed'));
  expect(sendings.value.get('p')?.trouble).toBe(UNREADABLE);
  expect(made[0]?.isAborted).toBe(true);
});

it('tells what arrived and what the platform has, whatever the browser took', async () => {
  await begin('p', TARGET, new File(['x'.repeat(25)], 'bread.mp4'));

  made[0]?.options.onProgress?.(24, 25);
  made[0]?.options.onChunkComplete?.(14, 14, 25);
  made[0]?.options.onChunkComplete?.(10, 10, 25);

  expect(sendings.value.get('p')).toMatchObject({ arrived: 14, stored: 10 });
});

it('stays paused where it was paused before the first byte', async () => {
  const begun = begin('p', TARGET, fileOnDisk().file);
  await pause('p');
  await begun;

  expect(stateOf('p')).toBe('paused');
  expect(made).toEqual([]);
});
