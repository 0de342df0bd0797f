/** A button for each way to connect, where a platform has several. */
import type { Platform } from '../../platforms/platform';
import { ConnectButton } from './connect-button';

interface Props {
  platform: Platform;
  /** The names of the logins that this installation has; undefined while that is not known. */
  logins: readonly string[] | undefined;
}

export function ConnectButtons({ platform, logins = [] }: Props) {
  if (logins.length < 2) return <ConnectButton platform={platform} />;
  return logins.map((login, at) => (
    <ConnectButton
      key={login}
      platform={platform}
      login={login}
      look={at === 0 ? 'primary' : 'secondary'}
    >
      Connect with {platform.logins?.[login] ?? login}
    </ConnectButton>
  ));
}
