/** Puts a text where it can be pasted from, and says so. */
import './copy.css';
import { useEffect, useRef, useState } from 'preact/hooks';

const SHOWN_MS = 2_000;

interface CopyProps {
  text: string;
  /** What it is, for readers: "event id". */
  what: string;
  /** What stands on the button. */
  children?: string;
}

export function Copy({ text, what, children = 'Copy' }: CopyProps) {
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not allowed');
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(''), SHOWN_MS);
  };
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={copy}>
      {said || children}
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </button>
  );
}
