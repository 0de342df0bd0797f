/** How the accounts and the posts are, at a glance. */
import './dashboard.css';
import { auth, body, crm } from '../../api/clients';
import { useChanges, useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { ButtonLink } from '../../parts/button';
import { LiveSign } from '../../parts/data/live-sign';
import { Select } from '../../parts/form/field';
import { useFilters } from '../../parts/form/filter-bar';
import { Card, PageHead, Skeleton } from '../../parts/surface';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { AccountsCard } from './accounts-card';
import { FirstSteps } from './first-steps-card';
import { RecentPosts } from './recent-posts';
import { TotalsCard } from './totals-card';

const SETTLED = new Set(['PUBLISH_COMPLETE', 'SEND_TO_USER_INBOX', 'FAILED']);
const FILTERS = ['account'] as const;
const LOOKED_AT = 20;

export default function Dashboard() {
  const readAccounts = async () => (await body(auth.GET('/api/auth/accounts'))).accounts;
  const accounts = useResource(readAccounts, 'accounts');
  useSettling(accounts.reload, accounts.data?.some(({ status }) => isOnItsWay(status)) ?? false);
  const readPosts = async () => {
    const params = { query: { limit: LOOKED_AT } };
    return (await body(crm.GET('/api/crm/tiktok/posts', { params }))).posts;
  };
  const posts = useResource(readPosts, 'posts');
  useChanges(() => void posts.reload());
  const { filters, set } = useFilters(FILTERS);
  const isKnown = (accounts.data || accounts.problem) && (posts.data || posts.problem);
  const progress = {
    isConnected: accounts.data?.some(({ status }) => isWorking(status)) ?? true,
    hasPosted: !posts.data || posts.data.length > 0,
    hasWatched: !posts.data || posts.data.some(({ status }) => SETTLED.has(status)),
  };
  const isNew = !progress.hasPosted || !progress.hasWatched;
  const hasNothing = accounts.data?.length === 0 && !progress.hasPosted;
  return (
    <>
      <PageHead
        title="Dashboard"
        actions={
          <>
            <LiveSign />
            <ButtonLink look="primary" href="/platforms/tiktok/upload">
              New post
            </ButtonLink>
          </>
        }
      />
      {!isKnown && (
        <Card label="Loading">
          <Skeleton lines={8} />
        </Card>
      )}
      {isKnown && (isNew || hasNothing) && <FirstSteps {...progress} />}
      {isKnown && !hasNothing && (
        <>
          {accounts.data && accounts.data.length > 1 && (
            <div class="chooser">
              <Select
                label="Account"
                value={filters.account ?? ''}
                onValue={(account) => set('account', account)}
                options={[
                  { value: '', label: 'All accounts' },
                  ...accounts.data.map(({ account_id, display_name }) => ({
                    value: account_id,
                    label: display_name ?? 'TikTok account',
                  })),
                ]}
              />
            </div>
          )}
          {progress.hasPosted && <TotalsCard accountId={filters.account} />}
          <div class="beside">
            <RecentPosts accountId={filters.account} />
            <AccountsCard accounts={accounts} />
          </div>
        </>
      )}
    </>
  );
}
