/** A part of the form; after a press of *Publish* it says what is missing in it. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Missing } from './missing';

interface Marks {
  lacking: readonly Missing[];
  /** Whether the person has tried to publish: before that, nobody is told of an empty field. */
  isPressed: boolean;
  /** Put before the names of the parts, where a page has several forms. */
  scope?: string;
}

/** Name a part among those of all forms of a page. */
export function scoped(scope: string, part: string): string {
  return `${scope}/${part}`;
}

export const Marked = createContext<Marks>({ lacking: [], isPressed: false });

export function Part({ name, children }: { name: string; children: ComponentChildren }) {
  const { lacking, isPressed, scope } = useContext(Marked);
  const here = isPressed ? lacking.filter(({ part }) => part === name) : [];
  return (
    <div
      class="part"
      data-part={scope ? scoped(scope, name) : name}
      data-lacking={here.length > 0 ? '' : undefined}
    >
      {children}
      {here.length > 0 && (
        <ul class="list error" aria-label="Missing here">
          {here.map(({ sentence }) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const FIELDS = 'input, select, textarea, button';

/** Lead the person to the first field of a part. */
export function leadTo(part: string): void {
  const found = document.querySelector(`[data-part="${part}"]`);
  const fields = [...(found?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  const field = fields.find((one) => !one.matches(':disabled'));
  field?.focus({ preventScroll: true });
  found?.scrollIntoView({ block: 'center' });
}
