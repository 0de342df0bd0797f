/** The creator who posts, and how much of TikTok's limits is used. */

import { Alert } from '../../../parts/alert';
import { Avatar } from '../../../parts/avatar';
import { Card } from '../../../parts/surface';
import type { TikTok } from '../api';
import { inboxWords } from './inbox-words';

type Creator = TikTok['CreatorAnswer'];

export function CreatorBlock({ creator }: { creator: Creator }) {
  const name = creator.nickname.trim() || `@${creator.username}`;
  const { pending_shares: drafts, posts_last_24_hours: posts } = creator.quota;
  const inbox = inboxWords(drafts);
  return (
    <Card label="Creator">
      <div class="creator">
        <Avatar
          account={{ account_id: creator.account_id, provider: 'tiktok' }}
          name={name}
          size="large"
        />
        <div>
          <p class="small soft">Posting as</p>
          <p class="nickname break">{name}</p>
          <p class="small soft break">@{creator.username}</p>
        </div>
        <dl class="quota small">
          <div>
            <dt class="soft">Drafts in 24 hours</dt>
            <dd class="number">
              {drafts.used} of {drafts.limit}
            </dd>
          </div>
          <div>
            <dt class="soft">Posts in 24 hours</dt>
            <dd class="number">{posts}</dd>
          </div>
        </dl>
      </div>
      {inbox && (
        <Alert tone="wait" title={inbox.title}>
          {inbox.text}
        </Alert>
      )}
      {creator.quota.near_daily_limit && (
        <Alert tone="wait" title="TikTok’s daily limit is near">
          This account has posted {posts} times in 24 hours. TikTok usually allows 15, and counts
          the posts of all apps.
        </Alert>
      )}
    </Card>
  );
}
