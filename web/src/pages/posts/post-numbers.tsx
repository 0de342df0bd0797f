/** What TikTok counts of a post, and where it can be seen there. */
import type { Crm } from '../../api/clients';
import type { KnownAccount } from '../../live/accounts';
import { Fact, Facts, Id } from '../../parts/data/facts';
import { compact, full } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Card } from '../../parts/surface';
import { audienceOf } from '../../platforms/tiktok/post-words';

const COUNTERS = [
  ['view_count', 'Views'],
  ['like_count', 'Likes'],
  ['comment_count', 'Comments'],
  ['share_count', 'Shares'],
] as const;

interface Props {
  detail: Crm['PostDetail'];
  account: KnownAccount | undefined;
}

export function PostNumbers({ detail, account }: Props) {
  return (
    <>
      <Card title="Numbers">
        <dl class="counters">
          {COUNTERS.map(([counter, name]) => (
            <div key={counter}>
              <dt class="small soft">{name}</dt>
              <dd class="number" title={full(detail[counter])}>
                {compact(detail[counter])}
              </dd>
            </div>
          ))}
        </dl>
        <p class="small soft">
          {detail.sampled_at ? (
            <>
              As of <Time at={detail.sampled_at} isExact />.
            </>
          ) : (
            'Public posts are counted once a day.'
          )}
        </p>
      </Card>
      <Card title="About it">
        <Facts>
          {detail.privacy_level && (
            <Fact name="Who can see it">{audienceOf(detail.privacy_level)}</Fact>
          )}
          {detail.is_aigc && <Fact name="Label">AI-generated</Fact>}
          {detail.description && <Fact name="Description">{detail.description}</Fact>}
          {detail.public_ids.map(({ platform_post_id, is_public }) => (
            <Fact key={platform_post_id} name={is_public ? 'Public on TikTok' : 'On TikTok'}>
              <a
                href={watchAt(account, platform_post_id)}
                target="_blank"
                rel="noopener noreferrer"
              >
                {platform_post_id}
              </a>
            </Fact>
          ))}
          {account && (
            <Fact name="Account">
              <a href={`/accounts/${account.account_id}`}>
                {account.display_name ?? 'TikTok account'}
              </a>
            </Fact>
          )}
          <Fact name="Post id">
            <Id value={detail.post_id} what="post id" />
          </Fact>
          {detail.publish_id && (
            <Fact name="TikTok’s publish_id">
              <Id value={detail.publish_id} what="publish_id" />
            </Fact>
          )}
        </Facts>
      </Card>
    </>
  );
}

/** TikTok finds the video by its id and corrects the name. */
function watchAt(account: KnownAccount | undefined, id: string): string {
  return `https://www.tiktok.com/@${encodeURIComponent(account?.display_name ?? '')}/video/${id}`;
}
