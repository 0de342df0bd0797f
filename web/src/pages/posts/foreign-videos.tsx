/** Public videos of the accounts that were posted without Postlog. */
import type { KnownAccount } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Listing } from '../../parts/data/listing';
import { Time } from '../../parts/data/time';
import { Card, Empty } from '../../parts/surface';
import { Thumb } from '../../parts/thumb';
import { nameOf } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';

interface Props {
  platform: Platform;
  accounts: readonly KnownAccount[] | undefined;
}

export function ForeignVideos({ platform, accounts }: Props) {
  const paging = usePaging(platform.posts.elsewhere, `foreign ${platform.id}`);
  useChanges(() => void paging.reload());
  const known = new Map(accounts?.map((account) => [account.account_id, account]));
  return (
    <Card title={platform.name}>
      <p class="soft">
        Postlog reads the list of public posts of each account once a day. What it has not posted
        itself is listed here.
      </p>
      <Listing
        paging={paging}
        one="post"
        empty={
          <Empty title={`Nothing posted elsewhere on ${platform.name}`}>
            What was posted in the {platform.name} app, or by another program, appears here.
          </Empty>
        }
      >
        {(videos) => (
          <ul class="list foreign">
            {videos.map((video) => (
              <li key={video.platform_post_id}>
                <Thumb
                  src={platform.coverAt(video.account_id, video.platform_post_id)}
                  isVideo={video.isVideo}
                />
                <div class="stack">
                  <p class="break">{video.title || 'Untitled'}</p>
                  <p class="small soft row">
                    <span>{nameOf([platform], known.get(video.account_id))}</span>
                    <span>
                      made <Time at={video.create_time} />
                    </span>
                    <span>
                      found <Time at={video.observed_at} />
                    </span>
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Listing>
    </Card>
  );
}
