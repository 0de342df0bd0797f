/** A new post: whose it is first, then everything that TikTok wants to know of it. */
import './upload.css';
import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { auth, body } from '../../api/clients';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { Card, Empty, PageHead, Skeleton } from '../../parts/surface';
import { type Account, AccountChoice } from './account-choice';
import { Composing } from './composing';

const WORKING = new Set<Account['status']>(['CONNECTED', 'LIMITED']);

export function usableOf(accounts: readonly Account[]): Account[] {
  return accounts.filter(({ provider, status }) => provider === 'tiktok' && WORKING.has(status));
}

export default function UploadTikTok() {
  const { query } = useLocation();
  const accounts = useResource(() => body(auth.GET('/api/auth/accounts')), 'accounts');
  useSettling(accounts.reload, false);
  const usable = accounts.data && usableOf(accounts.data.accounts);
  const only = usable?.length === 1 ? usable[0] : undefined;
  // What is typed belongs to an account: it stays the chosen one, whatever becomes of the others.
  const former = useRef('');
  const chosen =
    usable?.find(({ account_id }) => account_id === query.account) ??
    accounts.data?.accounts.find(({ account_id }) => account_id === former.current) ??
    only;
  if (chosen) former.current = chosen.account_id;
  const isChoice = usable?.some((account) => account !== chosen);
  return (
    <div class="upload stack">
      <PageHead
        title="New post"
        lead={
          <>
            Nothing is sent to TikTok before you publish. <a href="/help/upload">How it works</a>
          </>
        }
      />
      <ProblemAlert
        problem={accounts.problem}
        title="Your accounts could not be read"
        onRetry={() => void accounts.reload()}
      />
      {!accounts.data && !accounts.problem && (
        <Card label="Account">
          <Skeleton lines={3} label="Reading your accounts" />
        </Card>
      )}
      {usable?.length === 0 && !chosen && <NoAccount />}
      {usable && isChoice && <AccountChoice accounts={usable} chosen={chosen} />}
      {chosen && <Composing key={chosen.account_id} account={chosen} />}
    </div>
  );
}

function NoAccount() {
  const connect = (
    <ButtonLink look="primary" href="/platforms/connect/tiktok">
      Connect TikTok
    </ButtonLink>
  );
  return (
    <Card label="Account">
      <Empty title="Connect an account first" action={connect}>
        Postlog posts for TikTok accounts that you have connected. You are asked on TikTok’s own
        page, and can take it back at any time. <a href="/help/connect">What connecting means</a>
      </Empty>
    </Card>
  );
}
