/** A list that is read page by page, with its states: loading, empty, failed, shown, and more. */
import './listing.css';
import type { ComponentChildren } from 'preact';
import type { Paging } from '../../live/paging';
import { ProblemAlert } from '../alert';
import { Button } from '../button';
import { Skeleton } from '../surface';
import { counted } from './numbers';

interface ListingProps<T> {
  paging: Paging<T>;
  /** The name of one item. */
  one: string;
  /** Shown where the list is empty. */
  empty: ComponentChildren;
  children: (items: readonly T[]) => ComponentChildren;
}

export function Listing<T>({ paging, one, empty, children }: ListingProps<T>) {
  const { items, problem, reload } = paging;
  return (
    <>
      <ProblemAlert problem={problem} title={`The ${one}s could not be loaded`} onRetry={reload} />
      {!items && !problem && <Skeleton lines={8} label={`Loading the ${one}s`} />}
      {items && (items.length > 0 ? children(items) : empty)}
      <More paging={paging} one={one} />
    </>
  );
}

function More<T>({ paging, one }: { paging: Paging<T>; one: string }) {
  const { items, hasMore, isReading, more } = paging;
  if (!items?.length) return null;
  const shown = counted(items.length, one);
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
