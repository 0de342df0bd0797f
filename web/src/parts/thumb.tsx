/** The picture of a post, from our own address; a sign of its kind where there is none. */
import './thumb.css';
import { useState } from 'preact/hooks';
import { Icon } from './icons';

interface ThumbProps {
  /** Where the picture is; null where there is none. */
  src: string | null;
  isVideo: boolean;
  /** What it shows; empty where a text beside it says so. */
  alt?: string;
  size?: 'small' | 'large';
}

export function Thumb({ src, isVideo, alt = '', size = 'small' }: ThumbProps) {
  const [missing, setMissing] = useState('');
  const isShown = src && missing !== src;
  return (
    <span class={`thumb ${size}`} aria-hidden={alt ? undefined : 'true'}>
      {isShown ? (
        <img src={src} alt={alt} loading="lazy" onError={() => setMissing(src)} />
      ) : (
        <Icon name={isVideo ? 'posts' : 'photo'} />
      )}
      {isShown && isVideo && <span class="plays" aria-hidden="true" />}
    </span>
  );
}
