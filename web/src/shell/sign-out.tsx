/** The button to sign out. During an upload it asks first, because the upload would stop. */
import type { TargetedMouseEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Question } from '../parts/dialog';
import { headingAfter } from '../parts/focus';
import { Icon } from '../parts/icons';
import { isUnderWay, sendings } from '../uploads/uploads';

interface Props {
  isLeaving: boolean;
  onLeave: () => void;
}

export function SignOut({ isLeaving, onLeave }: Props) {
  const [asks, setAsks] = useState(false);
  const isSending = [...sendings.value.values()].some(isUnderWay);
  const leave = ({ currentTarget }: TargetedMouseEvent<HTMLButtonElement>) => {
    headingAfter(currentTarget);
    onLeave();
  };
  return (
    <>
      <button
        type="button"
        class="plain"
        aria-busy={isLeaving || undefined}
        onClick={(event) => (isSending ? setAsks(true) : leave(event))}
      >
        <Icon name="out" />
        <span>{isLeaving ? 'Signing out…' : 'Sign out'}</span>
      </button>
      {asks && (
        <Question
          title="Sign out during an upload?"
          no="Stay signed in"
          yes="Sign out"
          isGrave
          onNo={() => setAsks(false)}
          onYes={() => {
            setAsks(false);
            onLeave();
          }}
        >
          <p>
            The upload stops. To continue it, sign in again and choose the same file on the post’s
            page.
          </p>
        </Question>
      )}
    </>
  );
}
