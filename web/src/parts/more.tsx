/** The end of what was read of a list, and the way on. */
import './more.css';
import type { Paging } from '../live/paging';
import { Button } from './button';
import { counted } from './numbers';

interface MoreProps {
  paging: Paging<unknown>;
  /** What one of the list is called. */
  one: string;
  many?: string;
}

export function More({ paging, one, many }: MoreProps) {
  const { items, hasMore, isReading, more } = paging;
  if (!items?.length) return null;
  const shown = counted(items.length, one, many);
  return (
    <div class="more">
      <p class="small soft number" role="status">
        {hasMore ? `${shown} shown` : shown}
      </p>
      {hasMore && (
        <Button isBusy={isReading} onClick={() => void more()}>
          Load more
        </Button>
      )}
    </div>
  );
}
