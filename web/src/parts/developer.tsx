/** Details that only developers need: places in the log, ids, raw payloads. Off until asked for. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Checkbox } from './form/field';

const KEY = 'postlog.developer-details';

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

/** Whether the details are shown, on all pages; this browser keeps it. */
export const showsDetails = signal(kept());

function show(isShown: boolean): void {
  showsDetails.value = isShown;
  try {
    localStorage.setItem(KEY, isShown ? 'on' : 'off');
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}

/** The switch; it stands on each page that has such details. */
export function DeveloperSwitch() {
  return (
    <Checkbox
      look="switch"
      label="Developer details"
      isChecked={showsDetails.value}
      onCheck={show}
    />
  );
}

/** Shows its content only to those who asked for details. */
export function ForDevelopers({ children }: { children: ComponentChildren }) {
  return showsDetails.value ? children : null;
}
