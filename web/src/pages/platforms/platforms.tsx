/** The platforms side by side: what each can do here, which accounts are connected, and the way to more. */
import './platforms.css';
import { type Auth, auth, body } from '../../api/clients';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { toldApart } from '../../live/told-apart';
import { ProblemAlert } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { ButtonLink } from '../../parts/button';
import { Icon } from '../../parts/icons';
import { Card, PageHead, Skeleton } from '../../parts/surface';
import { AccountStatus } from '../../parts/words/account-status';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { accountsPath, nameOf, namesOf, newPostPath, usePlatforms } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';

type Account = Auth['AccountView'];

export default function Platforms() {
  const platforms = usePlatforms();
  const read = async () => toldApart((await body(auth.GET('/api/auth/accounts'))).accounts);
  const { data, problem, reload } = useResource(read, 'platforms');
  useSettling(reload, data?.some(({ status }) => isOnItsWay(status)) ?? false);
  return (
    <>
      <PageHead
        title="Accounts"
        lead={`Your accounts on ${namesOf(platforms)}, and what you can do with them here.`}
      />
      <ProblemAlert
        problem={problem}
        title="Your accounts could not be loaded"
        onRetry={() => void reload()}
      />
      <div class="platforms">
        {platforms.map((platform) => (
          <PlatformCard
            key={platform.id}
            platform={platform}
            accounts={data?.filter(({ provider }) => provider === platform.id)}
          />
        ))}
      </div>
    </>
  );
}

interface Props {
  platform: Platform;
  accounts: readonly Account[] | undefined;
}

function PlatformCard({ platform, accounts }: Props) {
  const working = accounts?.filter(({ status }) => isWorking(status)) ?? [];
  const [first] = working;
  return (
    <Card title={platform.name}>
      <ul class="list abilities">
        {platform.abilities.map((ability) => (
          <li key={ability}>
            <Icon name="check" />
            {ability}
          </li>
        ))}
      </ul>
      {!accounts && <Skeleton lines={2} label={`Loading the ${platform.name} accounts`} />}
      <ul class="list stack" aria-label={`${platform.name} accounts`}>
        {accounts?.map((account) => (
          <li key={account.account_id} class="row">
            <Avatar account={account} name={account.display_name} />
            <span class="break">{nameOf([platform], account)}</span>
            <AccountStatus status={account.status} />
          </li>
        ))}
      </ul>
      {accounts?.length === 0 && <p class="soft">No accounts connected yet.</p>}
      <div class="row">
        <ButtonLink look={first ? 'secondary' : 'primary'} href={accountsPath(platform)}>
          {accounts?.length ? `Manage ${platform.name}` : `Connect ${platform.name}`}
        </ButtonLink>
        {first && <ButtonLink href={newPostPath(platform)}>New post</ButtonLink>}
        <a class="small" href={`/help/${platform.help}`}>
          How connecting works
        </a>
      </div>
    </Card>
  );
}
