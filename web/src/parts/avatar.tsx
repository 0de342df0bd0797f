/** An account's picture, from our own address; its initials where there is none. */
import './avatar.css';
import { useState } from 'preact/hooks';

interface AvatarProps {
  /** Undefined while it is not known: then there is no picture. */
  account: { account_id: string; provider: string } | undefined;
  name: string | null;
  size?: 'small' | 'large';
}

export function Avatar({ account, name, size = 'small' }: AvatarProps) {
  const [missing, setMissing] = useState('');
  const initial = [...(name ?? '?').trim()][0]?.toUpperCase() ?? '?';
  return (
    <span class={`avatar ${size}`} aria-hidden="true">
      {!account || missing === account.account_id ? (
        initial
      ) : (
        <img
          src={`/api/${account.provider}/accounts/${account.account_id}/avatar`}
          alt=""
          loading="lazy"
          onError={() => setMissing(account.account_id)}
        />
      )}
    </span>
  );
}
