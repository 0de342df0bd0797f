/** The first steps of a new user: what is done, and what is next. */
import { ButtonLink } from '../../parts/button';
import { Icon } from '../../parts/icons';
import { Card } from '../../parts/surface';
import { usePlatforms } from '../../platforms/known';
import { nextOf, type Progress, stepsOf } from './first-steps';

export function FirstSteps(progress: Progress) {
  const steps = stepsOf(progress, usePlatforms());
  const next = nextOf(steps);
  return (
    <Card title="Three steps to your first post" actions={<a href="/help/connect">How it works</a>}>
      <ol class="list first-steps">
        {steps.map((step, index) => (
          <li key={step.title} data-done={step.isDone ? '' : undefined}>
            <span class="mark-of-step" aria-hidden="true">
              {step.isDone ? <Icon name="check" /> : index + 1}
            </span>
            <div class="stack">
              <h3>
                {step.title}
                {step.isDone && <span class="visually-hidden"> (done)</span>}
              </h3>
              <p class="soft">{step.about}</p>
              {step === next && (
                <div class="row">
                  {step.links.map(({ href, label }) => (
                    <ButtonLink look="primary" href={href} key={href}>
                      {label}
                    </ButtonLink>
                  ))}
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
