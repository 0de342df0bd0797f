/** Followers and reach of the accounts, as far as their platforms tell them. */
import { useChanges, useResource } from '../../live/resource';
import { usePlatforms } from '../../platforms/known';
import type { Audience } from '../../platforms/platform';

/** Give the numbers of each account; nothing is asked of a platform without an account. */
export function useAudience(providers: readonly string[]): Map<string, Audience> {
  const asked = usePlatforms().filter(({ id, audience }) => audience && providers.includes(id));
  const read = async () => {
    const found = await Promise.all(asked.map(async ({ audience }) => (await audience?.()) ?? []));
    return new Map(found.flatMap((of) => [...of]));
  };
  const { data, reload } = useResource(read, `audience ${asked.map(({ id }) => id)}`);
  useChanges(() => void reload());
  return data ?? new Map();
}
