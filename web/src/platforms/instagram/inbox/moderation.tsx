/** Hides, shows and deletes a comment, and tells what is still to be done. */
import { useState } from 'preact/hooks';
import { ProblemAlert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import type { Instagram } from '../api';
import { useActing } from './acting';
import { setHidden } from './acts';
import { DeleteButton } from './delete-button';
import type { Item } from './item';

type Wanted = NonNullable<Instagram['CommentAnswer']['wanted']>;

const WANTED: Record<Wanted, string> = {
  hide: 'Postlog could not reach Instagram yet. It hides the comment as soon as it can.',
  show: 'Postlog could not reach Instagram yet. It shows the comment again as soon as it can.',
  delete: 'Postlog could not reach Instagram yet. It deletes the comment as soon as it can.',
};

interface Props {
  item: Item;
  onHold: () => void;
  onChanged: () => Promise<void>;
}

export function Moderation({ item, onHold, onChanged }: Props) {
  const hiding = useActing(onChanged);
  const deleting = useActing(onChanged);
  const [wish, setWish] = useState<{ wanted: Wanted; since: string }>();
  const comment_id = item.comment_id ?? '';
  const note = ({ wanted }: Instagram['CommentAnswer']) =>
    setWish(wanted ? { wanted, since: item.updated_at } : undefined);
  const hide = async () => {
    onHold();
    const after = await hiding.act(() => setHidden(comment_id, !item.is_hidden));
    if (after) note(after);
  };
  return (
    <>
      {!item.is_ours && (
        <Button look="quiet" isBusy={hiding.isBusy} onClick={() => void hide()}>
          {item.is_hidden ? 'Show again' : 'Hide'}
        </Button>
      )}
      <DeleteButton
        comment={{ comment_id, text: item.text }}
        acting={deleting}
        onBegin={onHold}
        onDone={note}
      />
      {wish?.since === item.updated_at && (
        <p class="small soft" role="status">
          {WANTED[wish.wanted]}
        </p>
      )}
      <ProblemAlert problem={hiding.problem} />
    </>
  );
}
