/** Links that lead to each platform's own pages. */
import { ButtonLink } from '../parts/button';
import { accountsPath, labelOf, newPostPath, usePlatforms } from './known';

export function NewPostLinks({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  const platforms = usePlatforms();
  return platforms.map((platform) => (
    <ButtonLink key={platform.id} look={look} href={newPostPath(platform)}>
      {labelOf(platforms, platform, 'New post')}
    </ButtonLink>
  ));
}

interface AccountsProps {
  label: string;
  look?: 'secondary' | 'quiet';
}

export function AccountsLinks({ label, look = 'secondary' }: AccountsProps) {
  const platforms = usePlatforms();
  return platforms.map((platform) => (
    <ButtonLink key={platform.id} look={look} href={accountsPath(platform)}>
      {labelOf(platforms, platform, label)}
    </ButtonLink>
  ));
}

export function ConnectLinks() {
  return usePlatforms().map((platform) => (
    <ButtonLink key={platform.id} href={accountsPath(platform)}>
      Connect {platform.name}
    </ButtonLink>
  ));
}
