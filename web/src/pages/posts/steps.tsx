/** The steps of a post as a line from left to right. */
import { Icon } from '../../parts/icons';
import type { Platform, Step, StepsOf } from '../../platforms/platform';

const SAID: Record<Step['state'], string> = {
  done: 'done',
  now: 'under way',
  next: 'still to come',
  failed: 'failed',
  stopped: 'cancelled',
};

export function StepsView({ platform, post }: { platform: Platform; post: StepsOf }) {
  const steps = platform.words.stepsOf(post);
  return (
    <ol class="list post-steps" aria-label="Steps">
      {steps.map(({ name, state }) => (
        <li key={name} class={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span class="sign" aria-hidden="true">
            {state === 'done' && <Icon name="check" />}
            {state === 'failed' && '×'}
            {state === 'stopped' && '–'}
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
