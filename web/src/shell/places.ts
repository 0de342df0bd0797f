/** Where the main menu leads. */
import type { IconName } from '../parts/icons';
import { accountsPath, labelOf, newPostPath } from '../platforms/known';
import type { Place, Platform } from '../platforms/platform';

/** Where the accounts of all platforms are, side by side. */
export const ALL_ACCOUNTS = '/platforms';

/** Operators alone are led to what concerns all users. */
export function placesOf(platforms: readonly Platform[], isOperator = false): Place[] {
  const each = (name: string, icon: IconName, pathOf: (platform: Platform) => string) =>
    platforms.map((platform) => ({
      href: pathOf(platform),
      name: labelOf(platforms, platform, name),
      icon,
    }));
  return [
    { href: '/', name: 'Dashboard', icon: 'home' },
    ...each('New post', 'plus', newPostPath),
    { href: '/posts', name: 'Posts', icon: 'posts' },
    ...platforms.flatMap(({ places = [] }) => places),
    ...(platforms.length > 1
      ? [{ href: ALL_ACCOUNTS, name: 'Accounts', icon: 'link' } as const]
      : each('Accounts', 'link', accountsPath)),
    { href: '/webhooks', name: 'Webhooks', icon: 'inbox' },
    ...(isOperator ? [{ href: '/operations', name: 'Operations', icon: 'pulse' } as const] : []),
  ];
}
