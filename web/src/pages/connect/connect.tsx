/** The user's accounts of one platform: connecting them, their state, and disconnecting them. */
import './connect.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Auth, auth, body } from '../../api/clients';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { toldApart } from '../../live/told-apart';
import { ProblemAlert } from '../../parts/alert';
import { Empty, PageHead, Skeleton } from '../../parts/surface';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { platformOf, usePlatforms } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';
import NotFound from '../not-found';
import { AccountCard } from './account-card';
import { Choice } from './choice';
import { ConnectButtons } from './connect-buttons';
import { Needs } from './needs';
import { type Ending, endingOf } from './outcome';
import { Permissions } from './permissions';
import { Returned } from './returned';

type Account = Auth['AccountView'];

export default function Connect({ platform: id }: { platform?: string }) {
  const platform = platformOf(usePlatforms(), id);
  return platform ? <Accounts platform={platform} /> : <NotFound />;
}

function Accounts({ platform }: { platform: Platform }) {
  const { query, path, route } = useLocation();
  const [ending, setEnding] = useState<Ending | null>(null);
  const told = useMemo(() => endingOf(query), [query]);
  // Said once: the address is clean again, so that a reload or a bookmark does not repeat it.
  useEffect(() => {
    if (!told) return;
    setEnding(told);
    route(path, true);
  }, [told, path, route]);
  const read = async () => {
    const { accounts, asked_scopes, logins } = await body(auth.GET('/api/auth/accounts'));
    const own = accounts.filter(({ provider }) => provider === platform.id);
    return {
      accounts: toldApart(own),
      asked: asked_scopes[platform.id],
      logins: logins[platform.id],
    };
  };
  const { data, problem, isLoading, reload } = useResource(read, `accounts ${platform.id}`);
  const accounts = data?.accounts;
  useSettling(reload, accounts?.some(({ status }) => isOnItsWay(status)) ?? false);
  return (
    <>
      <PageHead
        title={`${platform.name} accounts`}
        lead="Connect an account to post to it and see how your posts do."
        actions={
          accounts &&
          accounts.length > 0 && <ConnectButtons platform={platform} logins={data?.logins} />
        }
      />
      {query.choose && (
        <Choice
          platform={platform}
          connectionId={query.choose}
          onChosen={(id) => route(`${path}?connected=${id}`, true)}
        />
      )}
      {ending && (
        <Returned
          platform={platform}
          ending={ending}
          isFirst={(accounts?.length ?? 0) < 2}
          onDone={() => setEnding(null)}
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
        {accounts && (
          <AccountList
            platform={platform}
            accounts={accounts}
            logins={data?.logins}
            onEnding={() => void reload()}
          />
        )}
      </section>
      {accounts && (
        <>
          {accounts.length === 0 && <Needs platform={platform} logins={data?.logins} />}
          <Permissions
            platform={platform}
            asked={data?.asked}
            isFolded={accounts.some(({ status }) => isWorking(status))}
          />
        </>
      )}
    </>
  );
}

interface ListProps {
  platform: Platform;
  accounts: readonly Account[];
  logins: readonly string[] | undefined;
  onEnding: () => void;
}

function AccountList({ platform, accounts, logins, onEnding }: ListProps) {
  if (accounts.length === 0)
    return (
      <Empty
        title="No accounts connected yet"
        action={<ConnectButtons platform={platform} logins={logins} />}
      >
        {platform.name} asks which account to connect and what to allow. It takes half a minute, and
        brings you back here.
      </Empty>
    );
  return (
    <ul class="list stack" aria-label="Accounts">
      {accounts.map((account) => (
        <AccountCard
          platform={platform}
          key={account.account_id}
          account={account}
          onEnding={onEnding}
        />
      ))}
    </ul>
  );
}
