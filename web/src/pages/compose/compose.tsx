/** One file to several accounts: each with its own words and choices, and each its own post. */
import './compose.css';
import '../../composing/composing.css';
import { useEffect, useState } from 'preact/hooks';
import { auth, body } from '../../api/clients';
import { DraftNote } from '../../composing/draft-note';
import { useDraft } from '../../composing/drafts';
import { DraftsCard } from '../../composing/drafts-card';
import { forget, keep, kept } from '../../composing/kept';
import { Marked, Part } from '../../composing/part';
import { PublishBar } from '../../composing/publish-bar';
import { forgetFor, placesFor } from '../../composing/several';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { toldApart } from '../../live/told-apart';
import { ProblemAlert } from '../../parts/alert';
import { Button, ButtonLink } from '../../parts/button';
import { TextArea } from '../../parts/form/field';
import { Card, Empty, PageHead, Skeleton } from '../../parts/surface';
import { type Account, usableOf } from '../../platforms/chosen';
import { COMPOSE, platformOf, usePlatforms } from '../../platforms/known';
import { ConnectLinks } from '../../platforms/links';
import { session } from '../../session/session';
import { AccountPart } from './account-part';
import { AccountsCard } from './accounts-card';
import { FileCard } from './file-card';
import { usePublishing } from './publishing';
import {
  EMPTY,
  type Entries,
  heldFile,
  holdFile,
  labelOf,
  lackingIn,
  openOf,
  type Round,
  roundOf,
  termsOf,
  toggled,
} from './round';

async function readAccounts() {
  return toldApart((await body(auth.GET('/api/auth/accounts'))).accounts);
}

export default function Compose() {
  const accounts = useResource(readAccounts, 'accounts');
  useSettling(accounts.reload, false);
  const platforms = usePlatforms();
  const usable = platforms.flatMap(({ id }) => usableOf(accounts.data ?? [], id));
  const [turn, setTurn] = useState(0);
  const user = session.value?.user_id ?? '';
  return (
    <div class="stack">
      <PageHead
        title="Post to several accounts"
        lead={
          <>
            One video or picture, with its own words and choices for each account.{' '}
            <a href="/help/several" target="_blank" rel="noopener">
              How it works (in a new tab)
            </a>
          </>
        }
      />
      <ProblemAlert
        problem={accounts.problem}
        title="Your accounts could not be read"
        onRetry={() => void accounts.reload()}
      />
      {!accounts.data && !accounts.problem && (
        <Card label="Accounts">
          <Skeleton lines={3} label="Reading your accounts" />
        </Card>
      )}
      {accounts.data && usable.length === 0 && (
        <Card label="Accounts">
          <Empty title="Connect an account first" action={<ConnectLinks />}>
            Postlog posts for accounts that you have connected.
          </Empty>
        </Card>
      )}
      {usable.length > 0 && <DraftsCard besides={roundOf(user)} />}
      {usable.length > 0 && (
        <Form key={turn} user={user} accounts={usable} onAgain={() => setTurn(turn + 1)} />
      )}
    </div>
  );
}

interface FormProps {
  user: string;
  accounts: readonly Account[];
  /** Called to begin another post. */
  onAgain: () => void;
}

function Form({ user, accounts, onAgain }: FormProps) {
  const platforms = usePlatforms();
  const place = roundOf(user);
  const [round, setRound] = useState<Round>(() => ({ ...EMPTY, ...kept<Round>(place) }));
  useEffect(() => keep(place, round), [place, round]);
  const [file, setFile] = useState(heldFile);
  const [entries, setEntries] = useState<Entries>(new Map());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [isPressed, setPressed] = useState(false);
  const open = (ids: readonly string[]) => setOpened((was) => new Set([...was, ...ids]));
  const { outcomes, publish } = usePublishing(
    entries,
    (account_id, post_id) => {
      forgetFor(account_id);
      setRound((was) => ({ ...was, made: { ...was.made, [account_id]: post_id } }));
    },
    (account_id) => open([account_id]),
  );
  const chosen = accounts.filter(({ account_id: id }) => round.chosen.includes(id));
  const left = openOf({ ...round, chosen: chosen.map(({ account_id: id }) => id) });
  const shown = { ...round, chosen: chosen.map(({ account_id: id }) => id) };
  const lacking = lackingIn(shown, file !== null, accounts, entries);
  const isOver = chosen.length > 0 && left.length === 0;
  const unsaved = useDraft({
    href: COMPOSE,
    whose: 'Several accounts',
    words: round.caption,
    places: isOver
      ? []
      : [
          place,
          ...left.flatMap(placesFor),
          ...chosen.flatMap(
            ({ account_id: id, provider }) =>
              platformOf(platforms, provider)?.placesBeside?.(id) ?? [],
          ),
        ],
  });
  const again = () => {
    holdFile(null);
    forget(place);
    onAgain();
  };
  return (
    <Marked.Provider value={{ lacking, isPressed }}>
      <Part name="accounts">
        <AccountsCard
          accounts={accounts}
          round={round}
          onToggle={(id) => setRound((was) => toggled(was, id))}
        />
      </Part>
      {!isOver && (
        <>
          <Part name="file">
            <FileCard
              platforms={platforms}
              file={file}
              lost={round.fileName}
              onFile={(taken) => {
                holdFile(taken);
                setFile(taken);
                setRound((was) => ({ ...was, fileName: taken.name }));
              }}
            />
          </Part>
          <Card label="Words">
            <TextArea
              label="Caption for all accounts"
              hint="With #hashtags and @mentions, if you like. You can change it for each account."
              value={round.caption}
              onValue={(caption) => setRound((was) => ({ ...was, caption }))}
            />
          </Card>
        </>
      )}
      {chosen.map((account) => {
        const { account_id: id, provider } = account;
        const platform = platformOf(platforms, provider);
        return (
          platform && (
            <AccountPart
              key={id}
              platform={platform}
              account={account}
              shared={{ file, caption: round.caption }}
              entry={entries.get(id)}
              outcome={outcomes.get(id)}
              post_id={round.made[id]}
              isOpen={opened.has(id)}
              isPressed={isPressed}
              onOpen={(isOpen) =>
                setOpened(
                  (was) => new Set([...was].filter((one) => one !== id).concat(isOpen ? id : [])),
                )
              }
              onEntry={(entry) => setEntries((was) => new Map(was).set(id, entry))}
              onRetry={() => publish([id])}
            />
          )
        );
      })}
      {isOver ? (
        <Over count={chosen.length} onAgain={again} />
      ) : (
        <PublishBar
          lacking={lacking}
          isBusy={left.length > 0 && left.every((id) => outcomes.get(id)?.isSending)}
          label={labelOf(shown)}
          onLacking={() => {
            setPressed(true);
            open(left.filter((id) => entries.get(id)?.lacking.length));
          }}
          onPublish={() => publish(left)}
        >
          <DraftNote problem={unsaved} />
          {termsOf(left, entries).map((Terms, at) => (
            <Terms key={at} />
          ))}
        </PublishBar>
      )}
    </Marked.Provider>
  );
}

function Over({ count, onAgain }: { count: number; onAgain: () => void }) {
  return (
    <Card label="Done">
      <p role="status">
        {count === 1 ? 'The account has its post.' : `All ${count} accounts have their post.`} This
        page shows what becomes of each; uploads go on while you look at other pages.
      </p>
      <div class="row">
        <Button look="primary" onClick={onAgain}>
          Make another post
        </Button>
        <ButtonLink href="/posts">All posts</ButtonLink>
      </div>
    </Card>
  );
}
