/** Light or dark colours: the system's setting, until the person chooses. */
import { effect, signal } from '@preact/signals';

type Theme = 'light' | 'dark';
const KEY = 'postlog.theme';

function stored(): Theme | null {
  try {
    const found = localStorage.getItem(KEY);
    return found === 'light' || found === 'dark' ? found : null;
  } catch {
    return null;
  }
}

const chosen = signal<Theme | null>(stored());
const machine = window.matchMedia('(prefers-color-scheme: dark)');
const machinePrefersDark = signal(machine.matches);
machine.addEventListener('change', (event) => {
  machinePrefersDark.value = event.matches;
});

export function theme(): Theme {
  return chosen.value ?? (machinePrefersDark.value ? 'dark' : 'light');
}

export function toggleTheme(): void {
  chooseTheme(theme() === 'dark' ? 'light' : 'dark');
}

/** What the person chose; `system` follows the device. */
export function chosenTheme(): Theme | 'system' {
  return chosen.value ?? 'system';
}

export function chooseTheme(next: Theme | 'system'): void {
  chosen.value = next === 'system' ? null : next;
  try {
    if (chosen.value) localStorage.setItem(KEY, chosen.value);
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}

effect(() => {
  if (chosen.value) document.documentElement.dataset.theme = chosen.value;
  else delete document.documentElement.dataset.theme;
});
