/** The steps of a post as a line from left to right. */
import type { TikTok } from '../../api/clients';
import { Icon } from '../../parts/icons';
import { type StepState, stepsOf } from '../../platforms/tiktok/step-words';

const SAID: Record<StepState, string> = {
  done: 'done',
  now: 'under way',
  next: 'still to come',
  failed: 'failed',
};

export function StepsView({ status }: { status: TikTok['StatusAnswer'] }) {
  return (
    <ol class="list steps" aria-label="Steps">
      {stepsOf(status).map(({ name, state }) => (
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
