/** Groups an account's events: those of one post stand together, the rest by themselves. */
import type { Crm } from '../../api/clients';

export type Event = Crm['TimelineEvent'];

export interface Chapter {
  /** The post that the events are about; null for events of the account itself. */
  postId: string | null;
  events: readonly Event[];
}

/** Give the chapters in the order of their first event in the list; within one, the order stays. */
export function chaptersOf(events: readonly Event[]): Chapter[] {
  const effects = new Map(events.map((event) => [event.causation_id, event]));
  const postOf = (event: Event) => ownPost(event) ?? ownPost(effects.get(event.event_id));
  const found: { postId: string | null; events: Event[] }[] = [];
  for (const event of events) {
    const postId = postOf(event);
    const last = found.at(-1);
    const open = postId ? found.find((one) => one.postId === postId) : last;
    if (open && open.postId === postId) open.events.push(event);
    else found.push({ postId, events: [event] });
  }
  return found;
}

function ownPost(event: Event | undefined): string | null {
  const id = event?.payload.post_id;
  return typeof id === 'string' && id ? id : null;
}
