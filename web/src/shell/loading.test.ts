import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { later, loadOthers, twice } from './loading';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('document', { querySelectorAll: () => [] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page that comes is asked for once', async () => {
  const load = vi.fn(async () => 'page');

  expect(await twice(load)).toBe('page');
  expect(load).toHaveBeenCalledOnce();
});

test('one that does not come is asked for once more, after a pause', async () => {
  const load = vi.fn(async () => 'page').mockRejectedValueOnce(new TypeError('offline'));

  const coming = twice(load);
  await vi.advanceTimersByTimeAsync(999);
  expect(load).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1);

  expect(await coming).toBe('page');
});

test('one that does not come then either is given up', async () => {
  const load = vi.fn().mockRejectedValue(new TypeError('offline'));

  const given = expect(twice(load)).rejects.toThrow('offline');
  await vi.runAllTimersAsync();

  await given;
  expect(load).toHaveBeenCalledTimes(2);
});

test('a style that did not come the first time is waited for the second time', async () => {
  const again = { onload: () => undefined, onerror: () => undefined };
  const failed = { sheet: null, cloneNode: () => again, after: vi.fn(), remove: vi.fn() };
  const links = [[], [{ sheet: { cssRules: ['a {}'] } }, failed]];
  vi.stubGlobal('document', { querySelectorAll: () => links.shift() });
  const load = vi.fn(async () => 'page').mockRejectedValueOnce(new Error('no style'));
  const came = vi.fn();

  void twice(load).then(came);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(failed.after).toHaveBeenCalledExactlyOnceWith(again);
  expect(came).not.toHaveBeenCalled();
  again.onload();
  await vi.advanceTimersByTimeAsync(0);

  expect(came).toHaveBeenCalledWith('page');
});

test('the other pages are loaded one after the other, and one that fails keeps none from it', async () => {
  const loaded: string[] = [];
  const load = (name: string) => async () => {
    loaded.push(name);
    if (name === 'broken') throw new TypeError('offline');
    return { default: name };
  };
  for (const name of ['posts', 'broken', 'help']) later(load(name));
  const pause = vi.fn(async () => undefined);

  await loadOthers(pause);
  await loadOthers(pause);

  expect(loaded).toEqual(['posts', 'broken', 'help']);
  expect(pause).toHaveBeenCalledTimes(3);
});

test('nothing is loaded ahead where data is dear', async () => {
  vi.stubGlobal('navigator', { connection: { saveData: true } });
  const load = vi.fn(async () => ({ default: 'page' }));
  later(load);

  await loadOthers(async () => undefined);

  expect(load).not.toHaveBeenCalled();
});
