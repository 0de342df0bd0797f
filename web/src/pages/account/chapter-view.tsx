/** One post's events, or some of the account's own; routine steps are folded away. */
import { Time } from '../../parts/data/time';
import { showsDetails } from '../../parts/developer';
import { wordsFor } from '../../parts/words/event-words';
import { usePlatforms } from '../../platforms/known';
import type { Chapter, Event } from './chapters';
import { EventDetails } from './event-details';

interface Props {
  chapter: Chapter;
  /** What the post is called, where that is known. */
  caption: string | undefined;
  /** All events of the page, to find what caused one of them. */
  all: readonly Event[];
}

export function ChapterView({ chapter: { postId, events }, caption, all }: Props) {
  const platforms = usePlatforms();
  const isRoutine = ({ type, payload }: Event) => wordsFor(platforms, type, payload).isRoutine;
  const shown = showsDetails.value ? events : events.filter((event) => !isRoutine(event));
  const folded = showsDetails.value ? [] : events.filter(isRoutine);
  return (
    <li class="chapter">
      {postId && (
        <h3 class="minor break">
          <a href={`/posts/${postId}`}>{caption ?? 'A post'}</a>
        </h3>
      )}
      <Lines events={shown} all={all} />
      {folded.length > 0 && (
        <details class="raw">
          <summary>
            {folded.length === 1 ? '1 routine step' : `${folded.length} routine steps`}
          </summary>
          <Lines events={folded} all={all} />
        </details>
      )}
    </li>
  );
}

function Lines({ events, all }: { events: readonly Event[]; all: readonly Event[] }) {
  const platforms = usePlatforms();
  if (events.length === 0) return null;
  return (
    <ol class="list lines">
      {events.map((event) => {
        const { sentence, tone } = wordsFor(platforms, event.type, event.payload);
        return (
          <li key={event.event_id} id={event.event_id} class={tone}>
            <span class="small soft number">
              <Time at={event.time} isExact to="second" />
            </span>
            <div class="stack">
              <p class="break">{sentence}</p>
              {showsDetails.value && <EventDetails event={event} all={all} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
