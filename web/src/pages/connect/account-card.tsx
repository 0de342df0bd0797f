/** One account: its status, the reason, and what can be done. */
import { useState } from 'preact/hooks';
import type { Auth } from '../../api/clients';
import { Avatar } from '../../parts/avatar';
import { Button, ButtonLink } from '../../parts/button';
import { Time } from '../../parts/data/time';
import { AccountStatus } from '../../parts/words/account-status';
import { isDisconnectable, isWorking } from '../../parts/words/account-words';
import { nameOf, newPostPath } from '../../platforms/known';
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
        {refused.length > 0 && <p>You did not allow everything. Connect again to change that:</p>}
        <Reasons of={refused} />
        <Reasons of={off} />
      </>
    );
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

function Small({ platform, account }: { platform: Platform; account: Account }) {
  const { reason, expires_at: expiry, status } = account;
  if (isWorking(status) && expiry) return <Expiry platform={platform} at={expiry} />;
  if (!reason || status === 'DISCONNECTING') return null;
  return (
    <p class="small faint">
      Reason:{' '}
      <a href={`/help/troubleshooting#${encodeURIComponent(reason)}`}>
        <code>{reason}</code>
      </a>
    </p>
  );
}

/** When the platform's access ends. It is renewed before, without the person. */
function Expiry({ platform, at }: { platform: Platform; at: string }) {
  return (
    <p class="small faint">
      {Date.parse(at) > Date.now() ? (
        <>
          {platform.name}’s access is renewed by itself before <Time at={at} isExact />
        </>
      ) : (
        <>
          {platform.name}’s access ran out <Time at={at} />, and is being renewed
        </>
      )}
    </p>
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
        Timeline
      </ButtonLink>
      {isDisconnectable(status) && (
        <Button look="quiet" onClick={onAsk}>
          Disconnect
        </Button>
      )}
    </>
  );
}
