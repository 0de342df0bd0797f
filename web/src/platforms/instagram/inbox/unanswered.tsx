/** How many comments and mentions wait for an answer, beside the menu's entry. */
import './unanswered.css';
import { body, crm } from '../../../api/clients';
import { useChanges, useResource } from '../../../live/resource';

/** The API counts no further. */
const MOST = 100;

export function Unanswered() {
  const read = () => body(crm.GET('/api/crm/instagram/inbox/count'));
  const { data, reload } = useResource(read, 'unanswered');
  useChanges(() => void reload());
  const count = data?.unanswered ?? 0;
  if (count === 0) return null;
  return (
    <span class="unanswered number">
      {count < MOST ? count : `${MOST - 1}+`}
      <span class="visually-hidden"> unanswered</span>
    </span>
  );
}
