/** What an account needs before it can be connected, with the steps to get there. */
import { Card } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';

interface Props {
  platform: Platform;
  /** The logins that this installation has; undefined while that is not known. */
  logins: readonly string[] | undefined;
}

export function Needs({ platform, logins }: Props) {
  const needs = platform.needs.filter(
    (need) => !need.logins || !logins || need.logins.some((login) => logins.includes(login)),
  );
  if (needs.length === 0) return null;
  return (
    <Card title="Before you connect">
      <ol class="list needs">
        {needs.map(({ title, steps: [why, ...steps] }) => (
          <li key={title} class="stack">
            <h3>{title}</h3>
            <p class="soft">{why}</p>
            <ol>
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      <p class="small soft">
        {platform.name} shows no account, or calls it personal? Then one of these is missing.{' '}
        <a href={`/help/${platform.help}`}>Step by step, with what each message means</a>
      </p>
    </Card>
  );
}
