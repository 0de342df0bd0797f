/**
 * Which platforms this installation offers: it may have no app at some. The last answer is kept in
 * this browser, so that the menu does not change while a page opens.
 */
import { signal } from '@preact/signals';
import { auth, body } from '../api/clients';
import type { Platform } from './platform';

const KEY = 'postlog.platforms';

function kept(): string[] | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return Array.isArray(found) ? found.map(String) : null;
  } catch {
    return null;
  }
}

/** The ids of the platforms; null until that is known. */
export const offered = signal<readonly string[] | null>(kept());

/** Ask which platforms there are apps for, and of which there are accounts. */
export async function loadOffered(): Promise<void> {
  const { accounts, asked_scopes } = await body(auth.GET('/api/auth/accounts'));
  const ids = [...Object.keys(asked_scopes), ...accounts.map(({ provider }) => provider)];
  offered.value = [...new Set(ids)].sort();
  localStorage.setItem(KEY, JSON.stringify(offered.value));
}

/** Give the platforms that are offered; all of them while that is not known. */
export function offeredOf(
  platforms: readonly Platform[],
  ids: readonly string[] | null,
): readonly Platform[] {
  return ids ? platforms.filter(({ id }) => ids.includes(id)) : platforms;
}
