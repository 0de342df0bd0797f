/** What TikTok lets the creator choose: asked when the page opens, and again after five minutes. */
import { useEffect, useRef } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem } from '../../../api/problem';
import { type Resource, useResource } from '../../../live/resource';
import { type TikTok, tiktok } from '../api';

export interface CreatorInfo {
  creator: TikTok['CreatorAnswer'];
  /** When the answer came: part of the evidence of the consent. */
  fetchedAt: string;
}

const STALE_MS = 5 * 60_000;

/** Ask TikTok; null where the account may only send drafts, which need no choices. */
export function useCreator(accountId: string, canDraft: boolean): Resource<CreatorInfo | null> {
  const info = useResource(() => ask(accountId, canDraft), accountId);
  const latest = useRef(info);
  latest.current = info;
  useEffect(() => {
    const returned = () => {
      const { data, reload } = latest.current;
      const age = data ? Date.now() - Date.parse(data.fetchedAt) : 0;
      if (document.visibilityState === 'visible' && age > STALE_MS) void reload();
    };
    document.addEventListener('visibilitychange', returned);
    return () => document.removeEventListener('visibilitychange', returned);
  }, []);
  return info;
}

async function ask(accountId: string, canDraft: boolean): Promise<CreatorInfo | null> {
  const params = { query: { account_id: accountId } };
  try {
    const creator = await body(tiktok.GET('/api/tiktok/creator', { params }));
    return { creator, fetchedAt: new Date().toISOString() };
  } catch (error) {
    // Without the permission to post directly, TikTok gives no creator info.
    if (canDraft && asProblem(error).kind === 'scope-missing') return null;
    throw error;
  }
}
