/** How far something is. */
import './progress.css';

interface ProgressProps {
  label: string;
  /** From 0 to 1; left out where nobody knows. */
  value?: number | undefined;
}

export function Progress({ label, value }: ProgressProps) {
  return (
    <progress
      class="progress"
      aria-label={label}
      max={1}
      {...(value === undefined ? {} : { value })}
    />
  );
}
