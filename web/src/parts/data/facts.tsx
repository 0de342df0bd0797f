/** Names and values, beside each other where there is room. */
import './facts.css';
import type { ComponentChildren } from 'preact';
import { Copy } from '../copy';
import { showsDetails } from '../developer';

export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

interface FactProps {
  name: ComponentChildren;
  children: ComponentChildren;
  /** Shown only to those who asked for developer details. */
  isForDevelopers?: boolean;
}

export function Fact({ name, children, isForDevelopers = false }: FactProps) {
  if (isForDevelopers && !showsDetails.value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** An id that can be copied. */
export function Id({ value, what }: { value: string; what: string }) {
  return (
    <span class="value">
      <code class="break">{value}</code>
      <Copy text={value} what={what} />
    </span>
  );
}

/** Where in the log an event stands, for those who asked for developer details. */
export function Place({
  topic,
  partition,
  offset,
}: {
  topic: string;
  partition: number;
  offset: number;
}) {
  if (!showsDetails.value) return null;
  return (
    <code class="break">
      {topic} / {partition} / {offset}
    </code>
  );
}

interface BytesProps {
  text: string;
  /** What it is, for readers. */
  label: string;
  isWrapped?: boolean;
}

/** A text of many lines that the keyboard can scroll. */
export function Bytes({ text, label, isWrapped }: BytesProps) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys. */}
      <pre class={isWrapped ? 'bytes wrapped' : 'bytes'} tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
