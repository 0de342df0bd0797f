/** Everything that the log has about an event, for developers. */
import { Fact, Facts, Id, Place } from '../../parts/data/facts';
import { Payload } from '../../parts/data/payload';
import { shortName } from '../../parts/words/event-words';
import type { Event } from './chapters';

/** Shown beside it, or equal for all events of the page. */
const KNOWN = ['account_id', 'provider', 'user_id', 'post_id'];

interface Props {
  event: Event;
  all: readonly Event[];
}

export function EventDetails({ event, all }: Props) {
  const cause = all.find(({ event_id }) => event_id === event.causation_id);
  return (
    <details class="raw">
      <summary>{shortName(event.type)}</summary>
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
        </Facts>
      </div>
    </details>
  );
}
