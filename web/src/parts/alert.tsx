/** A message to the person, with buttons for what they can do. */
import './alert.css';
import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem';
import { Button } from './button';
import { Icon } from './icons';
import { OwnWords } from './own-words';
import { inWords } from './words/durations';

export type Tone = 'good' | 'wait' | 'bad' | 'calm';

interface AlertProps {
  tone: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  /** Read out at once, since it answers what the person did just now. */
  isUrgent?: boolean;
  /** It stands on every page: as flat as it can be. */
  isBar?: boolean;
}

export function Alert({ tone, title, children, actions, isUrgent, isBar }: AlertProps) {
  return (
    <div class={`alert ${tone}${isBar ? ' bar' : ''}`} role={isUrgent ? 'alert' : undefined}>
      {(tone === 'bad' || tone === 'wait') && <Icon name="warn" />}
      <div class="stack">
        {title && <p class="alert-title">{title}</p>}
        {children && <div class="break">{children}</div>}
      </div>
      {actions && <div class="row">{actions}</div>}
    </div>
  );
}

interface ProblemProps {
  problem: Problem | undefined;
  title?: string;
  onRetry?: (() => void) | undefined;
}

/** Shows an error, with the trace id to look it up. */
export function ProblemAlert({ problem, title = 'That did not work', onRetry }: ProblemProps) {
  if (!problem) return null;
  const again = onRetry && <Button onClick={onRetry}>Try again</Button>;
  return (
    <Alert tone="bad" title={title} isUrgent actions={again}>
      <p>{problem.detail}</p>
      <OwnWords said={problem} />
      {problem.retryAfter && <p>Try again in {inWords(problem.retryAfter)}.</p>}
      {problem.traceId && <p class="small">Trace id {problem.traceId}</p>}
    </Alert>
  );
}
