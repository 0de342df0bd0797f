/** One account: its status, the reason, and what can be done. */
import { useState } from 'preact/hooks';
import type { Auth } from '../../api/clients';
import { Avatar } from '../../parts/avatar';
import { Button, ButtonLink } from '../../parts/button';
import { Time } from '../../parts/data/time';
import { AccountStatus } from '../../parts/words/account-status';
import { isDisconnectable, isWorking } from '../../parts/words/account-words';
import { helpAbout, nameOf, newPostPath } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';
import { ConnectButton } from './connect-button';
import { DisconnectDialog } from './disconnect-dialog';

type Account = Auth['AccountView'];

interface Props {
  platform: Platform;
  account: Account;
  onEnding: (account: Account) => void;
}

export function AccountCard({ platform, account, onEnding }: Props) {
  const [asks, setAsks] = useState(false);
  const name = nameOf([platform], account);
  return (
    <li class="card account" aria-label={name}>
      <Avatar
        account={account.status === 'CONNECTING' ? undefined : account}
        name={account.display_name}
        size="large"
      />
      <div class="stack about">
        <div class="row">
          <h3 class="break">{name}</h3>
          {account.username && !name.includes(`@${account.username}`) && (
            <span class="soft break">@{account.username}</span>
          )}
          <AccountStatus status={account.status} />
        </div>
        <div role="status" class="soft">
          <Standing account={account} />
        </div>
        <Small platform={platform} account={account} />
      </div>
      <div class="row actions">
        <Actions platform={platform} account={account} onAsk={() => setAsks(true)} />
      </div>
      {asks && (
        <DisconnectDialog
          platform={platform}
          account={account}
          onClose={() => setAsks(false)}
          onEnding={onEnding}
        />
      )}
    </li>
  );
}

function Standing({ account }: { account: Account }) {
  const refused = account.missing_features.filter(({ asked }) => asked);
  const off = account.missing_features.filter(({ asked }) => !asked);
  if (refused.length + off.length > 0)
    return (
      <>
        {refused.length > 0 && <p>You did not allow everything. Reconnect to change that:</p>}
        <Reasons of={refused} />
        <Reasons of={off} />
      </>
    );
  if (account.status === 'CONNECTED') return null; // its pill says it
  return (
    <p>
      {account.message} {account.next_step}
    </p>
  );
}

function Reasons({ of }: { of: Account['missing_features'] }) {
  return of.length === 0 ? null : (
    <ul class="missing">
      {of.map(({ feature, reason }) => (
        <li key={feature}>{reason}</li>
      ))}
    </ul>
  );
}

const ACCESS = {
  full: 'posting, comments and numbers',
  publish: 'posting only',
  read: 'reading only',
} as const;

function Small({ platform, account }: { platform: Platform; account: Account }) {
  const { reason, expires_at: expiry, status, access_level: level } = account;
  if (isWorking(status))
    return (
      <p class="small faint">
        {level && <>Access: {ACCESS[level]}. </>}
        {expiry && <Expiry platform={platform} at={expiry} />}
      </p>
    );
  if (!reason || status === 'DISCONNECTING' || reason === 'user_request') return null;
  return (
    <p class="small faint">
      <a href={helpAbout(platform, reason)}>What this means</a>
    </p>
  );
}

/** When the platform's access ends. It is renewed before, without the person. */
function Expiry({ platform, at }: { platform: Platform; at: string }) {
  return Date.parse(at) > Date.now() ? (
    <>
      Access renews automatically before <Time at={at} isExact />.
    </>
  ) : (
    <>
      {platform.name} access ran out <Time at={at} />; Postlog is renewing it.
    </>
  );
}

interface ActionsProps {
  platform: Platform;
  account: Account;
  onAsk: () => void;
}

function Actions({ platform, account, onAsk }: ActionsProps) {
  const { account_id: id, status, login } = account;
  return (
    <>
      {isWorking(status) && <ButtonLink href={newPostPath(platform, id)}>New post</ButtonLink>}
      {status !== 'CONNECTED' && status !== 'CONNECTING' && status !== 'DISCONNECTING' && (
        <ConnectButton
          platform={platform}
          login={login ?? undefined}
          look={isWorking(status) ? 'secondary' : 'primary'}
        >
          Reconnect
        </ConnectButton>
      )}
      <ButtonLink look="quiet" href={`/accounts/${id}`}>
        History
      </ButtonLink>
      {isDisconnectable(status) && (
        <Button look="quiet" onClick={onAsk}>
          Disconnect
        </Button>
      )}
    </>
  );
}
