/** The steps of a post as a line from left to right. */
import { Icon } from '../../parts/icons';
import type { Platform, PostStatus, Step } from '../../platforms/platform';

const SAID: Record<Step['state'], string> = {
  done: 'done',
  now: 'under way',
  next: 'still to come',
  failed: 'failed',
};

export function StepsView({ platform, status }: { platform: Platform; status: PostStatus }) {
  return (
    <ol class="list steps" aria-label="Steps">
      {platform.words.stepsOf(status).map(({ name, state }) => (
        <li key={name} class={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span class="sign" aria-hidden="true">
            {state === 'done' && <Icon name="check" />}
            {state === 'failed' && '×'}
          </span>
          <span class="small">
            {name}
            <span class="visually-hidden">, {SAID[state]}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
