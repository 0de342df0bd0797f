/** One event of a timeline: a sentence, and on demand everything that the log has about it. */
import type { Crm } from '../../api/clients';
import { Fact, Facts, Id, Place } from '../../parts/data/facts';
import { Payload } from '../../parts/data/payload';
import { Time } from '../../parts/data/time';
import { shortName, wordsFor } from '../../parts/words/event-words';
import { usePlatforms } from '../../platforms/known';

type Event = Crm['TimelineEvent'];
/** Shown above, or equal for all events of the page. */
const KNOWN = ['account_id', 'provider', 'user_id', 'post_id'];

interface Props {
  event: Event;
  /** The event that led to this one, where it is on the page. */
  cause: Event | undefined;
}

export function StoryEvent({ event, cause }: Props) {
  const { sentence, tone } = wordsFor(usePlatforms(), event.type, event.payload);
  const post = event.payload.post_id;
  return (
    <li id={event.event_id} class={tone}>
      <details>
        <summary>
          <span class="break">{sentence}</span>
          <span class="small soft row">
            <Time at={event.time} isExact />
            <code>{shortName(event.type)}</code>
          </span>
        </summary>
        <div class="stack">
          <Payload payload={event.payload} without={KNOWN} />
          <Facts>
            <Fact name="Topic / partition / offset">
              <Place {...event} />
            </Fact>
            <Fact name="Event id">
              <Id value={event.event_id} what="event id" />
            </Fact>
            {event.sequence !== null && <Fact name="Sequence">{event.sequence}</Fact>}
            {event.correlation_id && (
              <Fact name="Correlation id">
                <Id value={event.correlation_id} what="correlation id" />
              </Fact>
            )}
            {event.causation_id && (
              <Fact name="Caused by">
                {cause ? (
                  <a href={`#${cause.event_id}`}>{shortName(cause.type)}</a>
                ) : (
                  <Id value={event.causation_id} what="id of the cause" />
                )}
              </Fact>
            )}
            {typeof post === 'string' && (
              <Fact name="Post">
                <a href={`/posts/${post}`}>{post}</a>
              </Fact>
            )}
          </Facts>
        </div>
      </details>
    </li>
  );
}
