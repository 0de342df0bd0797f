/** A new post: first its account, then the form; or a post that is tried again. */
import './upload.css';
import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { auth, body } from '../../../api/clients';
import { DraftsCard } from '../../../composing/drafts-card';
import { useResource } from '../../../live/resource';
import { useSettling } from '../../../live/settling';
import { toldApart } from '../../../live/told-apart';
import { ProblemAlert } from '../../../parts/alert';
import { ButtonLink } from '../../../parts/button';
import { Card, Empty, PageHead, Skeleton } from '../../../parts/surface';
import { AccountChoice, AccountNote } from '../../account-choice';
import { type Account, type Choice, choose, usableOf } from '../../chosen';
import { SeveralLink } from '../../links';
import { Composer } from './composer';
import { FromPost } from './from-post';

const OWN = { id: 'instagram' };

/** Where a new post of an account is kept in this tab. */
const placeOf = ({ account_id }: Account) => `instagram-post.${account_id}`;

async function readAccounts() {
  return toldApart((await body(auth.GET('/api/auth/accounts'))).accounts);
}

export default function UploadInstagram() {
  const { query } = useLocation();
  const former = query.again || query.from;
  return (
    <div class="stack">
      {former ? (
        <FromPost key={former} post_id={former} isAgain={!!query.again} />
      ) : (
        <NewPost named={query.account ?? ''} />
      )}
    </div>
  );
}

function NewPost({ named }: { named: string }) {
  const accounts = useResource(readAccounts, 'accounts');
  useSettling(accounts.reload, false);
  const usable = accounts.data && usableOf(accounts.data, OWN.id);
  const former = useRef<Choice | null>(null);
  if (accounts.data) former.current = choose(accounts.data, OWN.id, named, former.current);
  const chosen = former.current?.account;
  const isChoice = usable?.some(({ account_id }) => account_id !== chosen?.account_id);
  return (
    <>
      <PageHead
        title="New post"
        lead={
          <>
            Nothing goes to Instagram until you publish.{' '}
            <a href="/help/publish-instagram" target="_blank" rel="noopener">
              How it works (in a new tab)
            </a>
          </>
        }
        actions={<SeveralLink accounts={accounts.data} />}
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
      {usable && isChoice && <AccountChoice platform={OWN} accounts={usable} chosen={chosen} />}
      {accounts.data && former.current && (
        <AccountNote platform={OWN} accounts={accounts.data} choice={former.current} />
      )}
      {chosen && (
        <>
          <DraftsCard besides={placeOf(chosen)} />
          <Composer key={chosen.account_id} account={chosen} place={placeOf(chosen)} />
        </>
      )}
    </>
  );
}

function NoAccount() {
  const connect = (
    <ButtonLink look="primary" href="/platforms/connect/instagram">
      Connect Instagram
    </ButtonLink>
  );
  return (
    <Card label="Account">
      <Empty title="Connect an account first" action={connect}>
        Postlog posts for Instagram accounts that you have connected. They must be professional:
        Business or Creator. Instagram asks you for permission on its own page, and you can take it
        back at any time.
      </Empty>
    </Card>
  );
}
