/** Form controls. Label, hint and error are connected for screen readers. */
import './field.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface About {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** What is wrong, in words. */
  error?: string | undefined;
}

interface Ids {
  id: string;
  describedBy: string | undefined;
}

function useIds({ hint, error }: About, limit?: number): Ids {
  const id = useId();
  const parts = [hint && `${id}-hint`, error && `${id}-error`, limit && `${id}-counter`];
  return { id, describedBy: parts.filter(Boolean).join(' ') || undefined };
}

function Around({ about, ids, children }: { about: About; ids: Ids; children: ComponentChildren }) {
  return (
    <div class="field" data-invalid={about.error ? '' : undefined}>
      <label for={ids.id}>{about.label}</label>
      {children}
      {about.hint && (
        <div class="hint" id={`${ids.id}-hint`}>
          {about.hint}
        </div>
      )}
      {about.error && (
        <div class="error" id={`${ids.id}-error`} role="alert">
          {about.error}
        </div>
      )}
    </div>
  );
}

type TextProps = About & {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'date' | 'number';
  name?: string;
  autocomplete?: string;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  minLength?: number;
  maxLength?: number;
  onBlur?: () => void;
};

export function TextField({ label, hint, error, onValue, type = 'text', ...rest }: TextProps) {
  const about = { label, hint, error };
  const ids = useIds(about);
  return (
    <Around about={about} ids={ids}>
      <input
        {...rest}
        type={type as 'text'}
        id={ids.id}
        class="control"
        aria-describedby={ids.describedBy}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Around>
  );
}

type TextAreaProps = About & {
  value: string;
  onValue: (value: string) => void;
  /** How long it may be, in UTF-16 units, as platforms count; a counter shows what is left. */
  limit?: number;
  rows?: number;
  placeholder?: string;
};

export function TextArea({ label, hint, error, value, onValue, limit, ...rest }: TextAreaProps) {
  const about = { label, hint, error };
  const ids = useIds(about, limit);
  const left = limit === undefined ? 0 : limit - value.length;
  return (
    <Around about={about} ids={ids}>
      <textarea
        {...rest}
        id={ids.id}
        class="control"
        value={value}
        aria-describedby={ids.describedBy}
        aria-invalid={error || left < 0 ? true : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {limit !== undefined && (
        <>
          <span
            class="counter number"
            id={`${ids.id}-counter`}
            data-over={left < 0 ? '' : undefined}
          >
            {value.length} / {limit}
            {left < 0 && <span> — {-left} too many</span>}
          </span>
          {/* Screen readers say it once, not at every character. */}
          <span class="visually-hidden" role="status">
            {left < 0 && `Longer than ${limit} characters`}
          </span>
        </>
      )}
    </Around>
  );
}

interface Option {
  value: string;
  label: string;
  /** Why it cannot be chosen now. */
  disabledBecause?: string | undefined;
}

type SelectProps = About & {
  value: string;
  onValue: (value: string) => void;
  options: readonly Option[];
  /** Shown until the person chooses; no option is chosen for them. */
  placeholder?: string;
  required?: boolean;
};

export function Select({
  label,
  hint,
  error,
  value,
  onValue,
  options,
  placeholder,
  ...rest
}: SelectProps) {
  const about = { label, hint, error };
  const ids = useIds(about);
  return (
    <Around about={about} ids={ids}>
      <select
        {...rest}
        id={ids.id}
        class="control"
        value={value}
        aria-describedby={ids.describedBy}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {placeholder && (
          <option value="" disabled>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            disabled={Boolean(option.disabledBecause)}
            title={option.disabledBecause}
          >
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

type CheckProps = {
  label: ComponentChildren;
  hint?: ComponentChildren;
  isChecked: boolean;
  onCheck: (isChecked: boolean) => void;
  /** Why it cannot be changed; shown beside it. */
  disabledBecause?: string | undefined;
  look?: 'box' | 'switch';
};

export function Checkbox({
  label,
  hint,
  isChecked,
  onCheck,
  disabledBecause,
  look = 'box',
}: CheckProps) {
  const id = useId();
  const about = disabledBecause ?? hint;
  return (
    <div class="check" data-disabled={disabledBecause ? '' : undefined}>
      <input
        type="checkbox"
        role={look === 'switch' ? 'switch' : undefined}
        class={look}
        id={id}
        checked={isChecked}
        disabled={Boolean(disabledBecause)}
        aria-describedby={about ? `${id}-hint` : undefined}
        onChange={(event) => onCheck(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {about && (
        <div class="hint" id={`${id}-hint`}>
          {about}
        </div>
      )}
    </div>
  );
}
