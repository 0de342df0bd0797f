/** Switches between light and dark colours. */
import { Icon } from '../parts/icons';
import { theme, toggleTheme } from './theme';

export function ThemeButton() {
  const isDark = theme() === 'dark';
  return (
    <button type="button" class="plain" onClick={toggleTheme}>
      <Icon name={isDark ? 'sun' : 'moon'} />
      <span>{isDark ? 'Light' : 'Dark'}</span>
    </button>
  );
}
