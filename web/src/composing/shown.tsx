/** A picture or a video as small as a stamp; a sign of our own where the browser cannot show it. */
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icons';

interface Props {
  address: string | null;
  isVideo: boolean;
  alt: string;
}

export function Shown({ address, isVideo, alt }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  if (!address || broken === address) {
    return (
      <span class="shown none" role="img" aria-label={`${alt || 'File'}, not shown here`}>
        <Icon name="posts" />
      </span>
    );
  }
  const onError = () => setBroken(address);
  if (!isVideo) return <img class="shown" src={address} alt={alt} onError={onError} />;
  return (
    <video class="shown" src={address} muted playsInline preload="metadata" onError={onError} />
  );
}
