/** What the platform asks on its own page, and what each permission is for. */
import { Icon } from '../../parts/icons';
import { Card } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';
import { shownOf } from './asked';

interface Props {
  platform: Platform;
  /** The scopes that this installation asks for; undefined while that is not known. */
  asked: readonly string[] | undefined;
  /** Whether an account is connected already: then it is folded, for the few who look for it. */
  isFolded: boolean;
}

export function Permissions({ platform, asked, isFolded }: Props) {
  const title = `What ${platform.name} will ask you`;
  if (!isFolded)
    return (
      <Card title={title}>
        <Told platform={platform} asked={asked} />
      </Card>
    );
  return (
    <details class="raw">
      <summary>{title}</summary>
      <Card label={title}>
        <Told platform={platform} asked={asked} />
      </Card>
    </details>
  );
}

function Told({ platform, asked }: Pick<Props, 'platform' | 'asked'>) {
  return (
    <>
      <p class="soft">
        {platform.name} opens its own page, and brings you back here. {platform.refusals}
      </p>
      <ul class="list permissions">
        {shownOf(platform.permissions, asked).map(({ scope, allows, why, isAsked }) => (
          <li key={scope}>
            {isAsked && <Icon name="check" />}
            <div>
              <p class="allows">{allows}</p>
              <p class="soft">
                {isAsked ? why : 'This Postlog does not ask for it, so the feature is off.'}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <p class="small soft">
        Postlog never sees your {platform.name} password. Access is stored encrypted, and you can
        end it at any time: here, or in {platform.name}’s settings.{' '}
        <a href={`/help/${platform.help}`}>How connecting works</a>
      </p>
    </>
  );
}
