/** A status word in its colour. */
import './pill.css';
import type { Tone } from './alert';

export function Pill({ tone, children }: { tone: Tone; children: string }) {
  return <span class={`pill ${tone}`}>{children}</span>;
}
