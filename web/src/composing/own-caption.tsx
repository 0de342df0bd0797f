/** Says whose caption an account has, and gives the common one back. */
import { Button } from '../parts/button';

interface Props {
  isOwn: boolean;
  onCommon: () => void;
}

export function OwnCaption({ isOwn, onCommon }: Props) {
  if (!isOwn)
    return (
      <p class="small soft">The caption for all accounts. Change it here for this one only.</p>
    );
  return (
    <div>
      <Button look="quiet" onClick={onCommon}>
        Use the caption for all accounts
      </Button>
    </div>
  );
}
