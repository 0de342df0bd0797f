/** A password, hidden until the person wants to see it. */
import './password-field.css';
import { useState } from 'preact/hooks';
import { TextField } from '../parts/form/field';

interface Props {
  value: string;
  onValue: (value: string) => void;
  label?: string;
  /** Whether it is being chosen: its rule is said, and checked by the browser. */
  isNew?: boolean;
  error?: string | undefined;
}

export function PasswordField({ value, onValue, label = 'Password', isNew, error }: Props) {
  const [isShown, setShown] = useState(false);
  const rule = isNew ? { minLength: 8, maxLength: 200, hint: 'At least 8 characters.' } : {};
  return (
    <div class="password">
      <TextField
        label={label}
        type={isShown ? 'text' : 'password'}
        name={isNew ? 'new-password' : 'password'}
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
        error={error}
        {...rule}
        value={value}
        onValue={onValue}
      />
      <button
        type="button"
        class="reveal small"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? 'Hide' : 'Show'} <span class="visually-hidden">{label.toLowerCase()}</span>
      </button>
    </div>
  );
}
