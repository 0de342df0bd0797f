/** Every event of a post, with where in the log it stands. */
import type { Crm } from '../../api/clients';
import { Place } from '../../parts/data/facts';
import { Time } from '../../parts/data/time';
import { Card } from '../../parts/surface';
import { wordsFor } from '../../parts/words/event-words';
import { usePlatforms } from '../../platforms/known';

export function PostHistory({ steps }: { steps: readonly Crm['TimelineEvent'][] }) {
  const platforms = usePlatforms();
  if (steps.length === 0) return null;
  return (
    <Card title="History">
      <ol class="list history">
        {steps.map((event) => {
          const { sentence, tone } = wordsFor(platforms, event.type, event.payload);
          return (
            <li key={event.event_id} class={tone}>
              <p class="break">{sentence}</p>
              <p class="small soft row">
                <Time at={event.time} isExact />
                <Place {...event} />
              </p>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
