/** An account's picture, from our own address; its initials where there is none. */
import './avatar.css';
import { useState } from 'preact/hooks';

interface AvatarProps {
  accountId: string;
  name: string | null;
  size?: 'small' | 'large';
}

export function Avatar({ accountId, name, size = 'small' }: AvatarProps) {
  const [missing, setMissing] = useState('');
  const initial = [...(name ?? '?').trim()][0]?.toUpperCase() ?? '?';
  return (
    <span class={`avatar ${size}`} aria-hidden="true">
      {missing === accountId ? (
        initial
      ) : (
        <img
          src={`/api/tiktok/accounts/${accountId}/avatar`}
          alt=""
          loading="lazy"
          onError={() => setMissing(accountId)}
        />
      )}
    </span>
  );
}
