/** Shows whether changes arrive by themselves. */
import { isLive } from '../../live/live';
import { Pill } from '../pill';

export function LiveSign() {
  return (
    <span
      title={
        isLive.value
          ? 'Changes appear by themselves.'
          : 'Changes do not arrive at the moment. Postlog is trying to connect again.'
      }
    >
      {isLive.value ? <Pill tone="good">Live</Pill> : <Pill tone="calm">Not live</Pill>}
    </span>
  );
}
