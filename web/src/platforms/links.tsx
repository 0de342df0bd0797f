/** Links that lead to each platform's own pages. */
import { ButtonLink } from '../parts/button';
import { type Account, usableOf } from './chosen';
import { accountsPath, COMPOSE, labelOf, newPostPath, usePlatforms } from './known';

export function NewPostLinks({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  const platforms = usePlatforms();
  return platforms.map((platform) => (
    <ButtonLink key={platform.id} look={look} href={newPostPath(platform)}>
      {labelOf(platforms, platform, 'New post')}
    </ButtonLink>
  ));
}

interface SeveralProps {
  /** All of the person's accounts. */
  accounts: readonly Account[] | undefined;
}

/** Where one file is posted to several accounts; nothing where there is but one. */
export function SeveralLink({ accounts = [] }: SeveralProps) {
  const platforms = usePlatforms();
  const usable = platforms.flatMap(({ id }) => usableOf(accounts, id));
  if (usable.length < 2) return null;
  return <ButtonLink href={COMPOSE}>Post to several accounts</ButtonLink>;
}

interface AccountsProps {
  label: string;
  look?: 'secondary' | 'quiet';
}

/** Where one's accounts are: on one page, also those of several platforms. */
export function AccountsLink({ label, look = 'secondary' }: AccountsProps) {
  const [first, ...others] = usePlatforms();
  const href = first && others.length === 0 ? accountsPath(first) : '/platforms';
  return (
    <ButtonLink look={look} href={href}>
      {label}
    </ButtonLink>
  );
}

export function ConnectLinks() {
  return usePlatforms().map((platform) => (
    <ButtonLink key={platform.id} href={accountsPath(platform)}>
      Connect {platform.name}
    </ButtonLink>
  ));
}
