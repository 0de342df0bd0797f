/** What TikTok lets the creator choose: asked when the page is drawn, and after a long absence. */
import { useEffect, useRef } from 'preact/hooks';
import { body, type TikTok, tiktok } from '../../api/clients';
import { type Resource, useResource } from '../../live/resource';

export interface Asked {
  creator: TikTok['CreatorAnswer'];
  /** When the answer came: part of the evidence of the consent. */
  fetchedAt: string;
}

const STALE_MS = 5 * 60_000;

export function useCreator(accountId: string): Resource<Asked> {
  const asked = useResource(() => ask(accountId), accountId);
  const latest = useRef(asked);
  latest.current = asked;
  useEffect(() => {
    const returned = () => {
      const { data, reload } = latest.current;
      const age = data ? Date.now() - Date.parse(data.fetchedAt) : 0;
      if (document.visibilityState === 'visible' && age > STALE_MS) void reload();
    };
    document.addEventListener('visibilitychange', returned);
    return () => document.removeEventListener('visibilitychange', returned);
  }, []);
  return asked;
}

async function ask(accountId: string): Promise<Asked> {
  const params = { query: { account_id: accountId } };
  const creator = await body(tiktok.GET('/api/tiktok/creator', { params }));
  return { creator, fetchedAt: new Date().toISOString() };
}
