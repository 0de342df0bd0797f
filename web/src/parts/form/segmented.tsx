/** Radio buttons that look like segments. */
import './segmented.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Segment<T extends string> {
  value: T;
  label: string;
  about?: ComponentChildren;
  isDisabled?: boolean;
}

interface SegmentedProps<T extends string> {
  legend: string;
  value: T | '';
  onValue: (value: T) => void;
  segments: readonly Segment<T>[];
}

export function Segmented<T extends string>({
  legend,
  value,
  onValue,
  segments,
}: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend>{legend}</legend>
      <div class="segments">
        {segments.map((segment) => (
          <label key={segment.value}>
            <input
              type="radio"
              name={name}
              value={segment.value}
              checked={segment.value === value}
              disabled={segment.isDisabled}
              onChange={() => onValue(segment.value)}
            />
            <span class="name">{segment.label}</span>
            {segment.about && <span class="small soft">{segment.about}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
