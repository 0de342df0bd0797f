/** A progress bar. */
import './progress.css';

interface ProgressProps {
  label: string;
  /** From 0 to 1; left out where it is unknown. */
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
