/** Says that changes do not arrive by themselves at the moment; nothing is said where they do. */
import { useEffect, useState } from 'preact/hooks';
import { isLive, isOffline } from '../../live/live';
import { Pill } from '../pill';

/** How long a page may be connecting before that is worth a word. */
const PATIENCE_MS = 5_000;

export function LiveSign() {
  const [isLate, setLate] = useState(false);
  const isSilent = !isLive.value;
  useEffect(() => {
    if (!isSilent) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isSilent]);
  return (
    <span role="status" data-live={isLive.value ? '' : undefined}>
      {isOffline.value && <Pill tone="wait">Offline</Pill>}
      {!isOffline.value && isLate && <Pill tone="wait">Reconnecting</Pill>}
    </span>
  );
}
