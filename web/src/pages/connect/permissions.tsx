/** What the platform asks on its own page, and what each permission is for. */
import { Icon } from '../../parts/icons';
import { Card } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';
import { shownOf } from './asked';

interface Props {
  platform: Platform;
  /** The scopes that this installation asks for; undefined while that is not known. */
  asked: readonly string[] | undefined;
}

export function Permissions({ platform, asked }: Props) {
  return (
    <Card title={`What ${platform.name} will ask you`}>
      <p class="soft">
        You are sent to {platform.name}’s own page, and back. {platform.refusals}
      </p>
      <ul class="list permissions">
        {shownOf(platform.permissions, asked).map(({ scope, allows, why, isAsked }) => (
          <li key={scope}>
            {isAsked && <Icon name="check" />}
            <div>
              <p class="allows">{allows}</p>
              <p class="soft">{isAsked ? why : 'Not asked by this app: the feature is off.'}</p>
              <p class="small faint">
                <code>{scope}</code>
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p class="small soft">
        Postlog never sees your {platform.name} password. Its permission is kept encrypted, and you
        can end it at any time: here, or in {platform.name}’s settings.{' '}
        <a href="/help/connect">More about connecting</a>
      </p>
    </Card>
  );
}
