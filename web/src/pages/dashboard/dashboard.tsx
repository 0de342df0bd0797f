/** The state of the accounts and the posts, at a glance. */
import './dashboard.css';
import { auth, body } from '../../api/clients';
import { useChanges, useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { toldApart } from '../../live/told-apart';
import { today } from '../../parts/data/chart-geometry';
import { LiveSign } from '../../parts/data/live-sign';
import { Select } from '../../parts/form/field';
import { useFilters } from '../../parts/form/filter-bar';
import { Segmented } from '../../parts/form/segmented';
import { Card, PageHead, Skeleton } from '../../parts/surface';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { wordsOf } from '../../parts/words/status-words';
import type { ListedPost } from '../../platforms/all-posts';
import { listAll } from '../../platforms/all-posts';
import { nameOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { AccountsCard } from './accounts-card';
import { FirstSteps } from './first-steps-card';
import { PERIODS, periodOf } from './growth';
import { GrowthCard } from './growth-card';
import { NoticesCard } from './notices-card';
import { RecentPosts } from './recent-posts';
import { TopPosts } from './top-posts';

const FILTERS = ['account', 'days'] as const;
const LOOKED_AT = 20;

export default function Dashboard() {
  const readAccounts = async () => toldApart((await body(auth.GET('/api/auth/accounts'))).accounts);
  const accounts = useResource(readAccounts, 'accounts');
  useSettling(accounts.reload, accounts.data?.some(({ status }) => isOnItsWay(status)) ?? false);
  const platforms = usePlatforms();
  const readPosts = async () =>
    (await listAll(platforms, { sort: 'newest', limit: LOOKED_AT })).items;
  const posts = useResource(readPosts, 'posts');
  useChanges(() => void posts.reload());
  const { filters, set } = useFilters(FILTERS);
  const period = periodOf(filters.days);
  const isKnown = (accounts.data || accounts.problem) && (posts.data || posts.problem);
  const progress = {
    isConnected: accounts.data?.some(({ status }) => isWorking(status)) ?? true,
    hasPosted: !posts.data || posts.data.length > 0,
    hasWatched: !posts.data || posts.data.some(hasOutcome),
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
            <NewPostLinks look="primary" />
          </>
        }
      />
      {!isKnown && <Waiting />}
      {isKnown && (isNew || hasNothing) && <FirstSteps {...progress} />}
      {isKnown && !hasNothing && (
        <>
          <div class="row chooser">
            <Segmented
              legend="Period"
              value={String(period)}
              onValue={(days) => set('days', days)}
              segments={PERIODS.map((days) => ({ value: String(days), label: `${days} days` }))}
            />
            {accounts.data && accounts.data.length > 1 && (
              <Select
                label="Account"
                value={filters.account ?? ''}
                onValue={(account) => set('account', account)}
                options={[
                  { value: '', label: 'All accounts' },
                  ...accounts.data.map((account) => ({
                    value: account.account_id,
                    label: nameOf(platforms, account),
                  })),
                ]}
              />
            )}
          </div>
          {progress.hasPosted && <GrowthCard accountId={filters.account} period={period} />}
          <div class="beside">
            <RecentPosts accountId={filters.account} />
            <div class="stack">
              <NoticesCard />
              <AccountsCard accounts={accounts} />
              <TopPosts accountId={filters.account} period={period} last={today()} />
            </div>
          </div>
        </>
      )}
    </>
  );
}

/** Keeps room for each card, so that nothing jumps when it comes. */
function Waiting() {
  return (
    <>
      <Card label="Numbers">
        <Skeleton lines={5} label="Reading the numbers" />
      </Card>
      <div class="beside">
        <Card label="Recent posts">
          <Skeleton lines={8} label="Reading the posts" />
        </Card>
        <Card label="Accounts">
          <Skeleton lines={4} label="Reading the accounts" />
        </Card>
      </div>
    </>
  );
}

function hasOutcome({ platform, post }: ListedPost): boolean {
  return wordsOf(platform.words.statuses, post.status).isOutcome;
}
