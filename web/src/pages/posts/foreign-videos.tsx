/** Public videos of the accounts that were posted without Postlog. */
import { useCallback } from 'preact/hooks';
import { body, crm } from '../../api/clients';
import { type KnownAccount, nameOf } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Place } from '../../parts/facts';
import { More } from '../../parts/more';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { Time } from '../../parts/time';

export function ForeignVideos({ accounts }: { accounts: readonly KnownAccount[] | undefined }) {
  const load = useCallback(async (page: { limit: number; cursor?: string }) => {
    const found = await body(
      crm.GET('/api/crm/tiktok/foreign-videos', { params: { query: page } }),
    );
    return { items: found.videos, next: found.next_cursor };
  }, []);
  const paging = usePaging(load, 'foreign');
  useChanges(() => void paging.reload());
  const known = new Map(accounts?.map((account) => [account.account_id, account]));
  return (
    <Card label="Posts made elsewhere">
      <p class="soft">
        Postlog reads the list of public videos of each account once a day. What it has not posted
        itself is kept here.
      </p>
      <ProblemAlert
        problem={paging.problem}
        title="The videos could not be read"
        onRetry={paging.reload}
      />
      {!paging.items && !paging.problem && <Skeleton lines={6} label="Reading the videos" />}
      {paging.items?.length === 0 && (
        <Empty title="Nothing posted elsewhere">
          Public videos that were posted in the TikTok app, or by another program, appear here.
        </Empty>
      )}
      {paging.items && paging.items.length > 0 && (
        <ul class="list foreign">
          {paging.items.map((video) => (
            <li key={video.platform_post_id} class="stack">
              <p class="break">{video.title || 'Untitled video'}</p>
              <p class="small soft row">
                <span>{nameOf(known.get(video.account_id))}</span>
                <span>
                  made <Time at={video.create_time} />
                </span>
                <span>
                  found <Time at={video.observed_at} />
                </span>
                <Place {...video} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <More paging={paging} one="video" />
    </Card>
  );
}
