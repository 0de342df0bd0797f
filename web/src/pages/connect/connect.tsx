/** The user's TikTok accounts: connecting them, how they stand, and ending them. */
import './connect.css';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Auth, auth, body } from '../../api/clients';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { ProblemAlert } from '../../parts/alert';
import { Empty, PageHead, Skeleton } from '../../parts/surface';
import { isOnItsWay } from '../../parts/words/account-words';
import { AccountCard } from './account-card';
import { ConnectButton } from './connect-button';
import { endingOf } from './outcome';
import { Permissions } from './permissions';
import { Returned } from './returned';

type Account = Auth['AccountView'];

export default function Accounts() {
  const { query, path, route } = useLocation();
  const ending = useMemo(() => endingOf(query), [query]);
  const read = async () => (await body(auth.GET('/api/auth/accounts'))).accounts;
  const { data: accounts, problem, isLoading, reload } = useResource(read, 'accounts');
  useSettling(reload, accounts?.some(({ status }) => isOnItsWay(status)) ?? false);
  return (
    <>
      <PageHead
        title="TikTok accounts"
        lead="Connect an account to post to it, and to watch what becomes of your posts."
        actions={accounts && accounts.length > 0 && <ConnectButton />}
      />
      {ending && (
        <Returned
          ending={ending}
          isFirst={(accounts?.length ?? 0) < 2}
          onDone={() => route(path, true)}
        />
      )}
      <ProblemAlert
        problem={problem}
        title="Your accounts cannot be shown"
        onRetry={() => void reload()}
      />
      <section class="stack" aria-labelledby="accounts">
        <h2 id="accounts" class="visually-hidden">
          Your accounts
        </h2>
        {isLoading && <Skeleton lines={4} label="Loading your accounts" />}
        {accounts && <AccountList accounts={accounts} onEnding={() => void reload()} />}
      </section>
      <Permissions />
    </>
  );
}

interface ListProps {
  accounts: readonly Account[];
  onEnding: () => void;
}

function AccountList({ accounts, onEnding }: ListProps) {
  if (accounts.length === 0)
    return (
      <Empty title="No account is connected yet" action={<ConnectButton />}>
        TikTok asks you which account to connect, and what to allow. It takes half a minute, and you
        come back to this page.
      </Empty>
    );
  return (
    <ul class="list stack" aria-label="Accounts">
      {accounts.map((account) => (
        <AccountCard key={account.account_id} account={account} onEnding={onEnding} />
      ))}
    </ul>
  );
}
