/** What TikTok will ask on its own page, and what each permission is for. */
import { Icon } from '../../parts/icons';
import { Card } from '../../parts/surface';

interface Permission {
  scope: string;
  /** What it lets Postlog do. */
  allows: string;
  why: string;
}

/** In the order of TikTok's page; the scopes are those that Postlog asks for. */
const PERMISSIONS: readonly Permission[] = [
  {
    scope: 'user.info.basic',
    allows: 'See your name and picture',
    why: 'So that you know which account is which.',
  },
  {
    scope: 'video.publish',
    allows: 'Post for you',
    why: 'Only what you publish here, with the settings that you chose.',
  },
  {
    scope: 'video.upload',
    allows: 'Put drafts into your TikTok inbox',
    why: 'For posts that you want to finish in the TikTok app.',
  },
  {
    scope: 'video.list',
    allows: 'See your public videos and their numbers',
    why: 'For views, likes, comments and shares on your dashboard.',
  },
];

export function Permissions() {
  return (
    <Card title="What TikTok will ask you">
      <p class="soft">
        You are sent to TikTok’s own page, and back. You may untick any permission but the first;
        what depends on it then does not work, until you connect again and allow it.
      </p>
      <ul class="list permissions">
        {PERMISSIONS.map(({ scope, allows, why }) => (
          <li key={scope}>
            <Icon name="check" />
            <div>
              <p class="allows">{allows}</p>
              <p class="soft">{why}</p>
              <p class="small faint">
                <code>{scope}</code>
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p class="small soft">
        Postlog never sees your TikTok password. Its permission is kept encrypted, and you can end
        it at any time: here, or in TikTok’s settings.{' '}
        <a href="/help/connect">More about connecting</a>
      </p>
    </Card>
  );
}
