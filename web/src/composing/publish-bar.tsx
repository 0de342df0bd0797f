/** What is still missing, and the button, which stay in sight while the form is filled in. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Button } from '../parts/button';
import type { Missing } from './missing';
import { leadTo } from './part';

interface Props {
  lacking: readonly Missing[];
  /** Why nothing can be published now, whatever the form holds. */
  barredBecause?: string | null;
  isBusy: boolean;
  label: string;
  /** Said when the pointer rests on the button. */
  title?: string | undefined;
  onPublish: () => void;
  /** Called at a press while something is missing. */
  onLacking: () => void;
  children?: ComponentChildren;
}

export function PublishBar(props: Props) {
  const { lacking, barredBecause = null, isBusy, label, title, children } = props;
  const id = useId();
  const isReady = lacking.length === 0 && !barredBecause;
  const press = () => {
    if (isReady) return props.onPublish();
    props.onLacking();
    const [first] = lacking;
    // After the marks are drawn: they move what is below them.
    if (first) requestAnimationFrame(() => leadTo(first.part));
  };
  return (
    <section class="publish-bar" aria-label="Publish">
      <div class="stack">
        <div id={id} role="status" class="lacking small">
          {barredBecause && <p>{barredBecause}</p>}
          {lacking.length > 0 && (
            <ul class="list" aria-label="Still missing">
              {lacking.map(({ sentence }) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
        </div>
        {children}
      </div>
      <Button
        look="primary"
        isBusy={isBusy}
        aria-disabled={!isReady || undefined}
        aria-describedby={isReady ? undefined : id}
        title={title}
        onClick={press}
      >
        {label}
      </Button>
    </section>
  );
}
