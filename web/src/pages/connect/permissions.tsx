/** What the platform asks on its own page, and what each permission is for. */
import { Icon } from '../../parts/icons';
import { Card } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';

export function Permissions({ platform }: { platform: Platform }) {
  return (
    <Card title={`What ${platform.name} will ask you`}>
      <p class="soft">
        You are sent to {platform.name}’s own page, and back. {platform.refusals}
      </p>
      <ul class="list permissions">
        {platform.permissions.map(({ scope, allows, why }) => (
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
        Postlog never sees your {platform.name} password. Its permission is kept encrypted, and you
        can end it at any time: here, or in {platform.name}’s settings.{' '}
        <a href="/help/connect">More about connecting</a>
      </p>
    </Card>
  );
}
