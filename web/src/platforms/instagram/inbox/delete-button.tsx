/** Deletes a comment at Instagram, after a question: it cannot be undone. */
import { useState } from 'preact/hooks';
import { ProblemAlert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { Question } from '../../../parts/dialog';
import type { Instagram } from '../api';
import type { Acting } from './acting';
import { remove } from './acts';

interface Props {
  comment: { comment_id: string; text: string };
  acting: Acting;
  onBegin: () => void;
  /** Called with the comment after it; it is still `wanted` where Instagram could not be asked. */
  onDone: (after: Instagram['CommentAnswer']) => void;
}

export function DeleteButton({ comment, acting, onBegin, onDone }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { isBusy, problem, act } = acting;
  const confirm = async () => {
    onBegin();
    const after = await act(() => remove(comment.comment_id));
    if (!after) return;
    setAsking(false);
    onDone(after);
  };
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      {isAsking && (
        <Question
          title="Delete this comment?"
          no="Keep it"
          yes="Delete"
          isGrave
          isBusy={isBusy}
          onNo={() => setAsking(false)}
          onYes={() => void confirm()}
        >
          {comment.text && <blockquote class="said break">{comment.text}</blockquote>}
          <p>It disappears from Instagram, with all answers to it. This cannot be undone.</p>
          <ProblemAlert problem={problem} title="It was not deleted" />
        </Question>
      )}
    </>
  );
}
