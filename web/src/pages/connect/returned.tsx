/** Tells the person who comes back from the platform how connecting ended. */
import { useRef } from 'preact/hooks';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button, ButtonLink } from '../../parts/button';
import { Progress } from '../../parts/progress';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { helpAbout, newPostPath } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';
import { ConnectButton } from './connect-button';
import {
  DECLINED,
  type Ending,
  type Outcome,
  readOutcome,
  toneOf,
  UNKNOWN_ACCOUNT,
} from './outcome';

/** In milliseconds: a new account may appear in the API a moment later. */
const PATIENCE_MS = 5_000;
const LOOKING: Outcome = {
  code: 'looking',
  title: 'Welcome back',
  happened: 'Postlog is checking whether the account was connected.',
  advice: '',
  trace_id: null,
  account: null,
};

interface Props {
  platform: Platform;
  ending: Ending;
  /** Whether it is the only account there is. */
  isFirst: boolean;
  onDone: () => void;
}

export function Returned({ platform, ending, isFirst, onDone }: Props) {
  const began = useRef(Date.now());
  const read = () => readOutcome(ending, platform);
  const { data, problem, reload } = useResource(read, JSON.stringify(ending));
  const isEarly =
    data?.code === UNKNOWN_ACCOUNT && Date.now() - began.current < PATIENCE_MS && !problem;
  const outcome = !data || isEarly ? LOOKING : data;
  const isMoving = outcome === LOOKING || isOnItsWay(outcome.account?.status ?? '');
  useSettling(reload, isMoving);
  if (problem && !data)
    return (
      <ProblemAlert
        problem={problem}
        onRetry={() => void reload()}
        title="Postlog could not check whether the account was connected"
      />
    );
  const tone = outcome === LOOKING ? 'calm' : toneOf(outcome);
  const isDone = tone === 'good';
  return (
    <div role="status" class="returned">
      <Alert
        tone={tone}
        title={isDone ? outcome.happened : outcome.title}
        actions={isMoving ? null : <Actions {...{ platform, outcome, isFirst, onDone }} />}
      >
        {!isDone && <p>{outcome.happened}</p>}
        {!isDone && outcome.advice && <p>{outcome.advice}</p>}
        {isMoving && <Progress label={outcome.title} />}
        {!outcome.account && <Lookup platform={platform} outcome={outcome} />}
      </Alert>
    </div>
  );
}

type ActionsProps = { outcome: Outcome } & Pick<Props, 'platform' | 'isFirst' | 'onDone'>;

function Actions({ platform, outcome, isFirst, onDone }: ActionsProps) {
  const { account } = outcome;
  const works = account && isWorking(account.status);
  return (
    <>
      {works && (
        <ButtonLink look="primary" href={newPostPath(platform, account.account_id)}>
          {isFirst ? 'Create your first post' : 'Create a post'}
        </ButtonLink>
      )}
      {!works && (
        <ConnectButton platform={platform} look="secondary">
          Try again
        </ConnectButton>
      )}
      <Button look="quiet" onClick={onDone}>
        Dismiss
      </Button>
    </>
  );
}

/** A link that explains the error, and its trace id. */
function Lookup({ platform, outcome }: Pick<ActionsProps, 'platform' | 'outcome'>) {
  if (outcome === LOOKING) return null;
  return (
    <p class="small">
      <a href={helpAbout(platform, outcome.code)}>What this means</a>
      {outcome.trace_id && outcome.code !== DECLINED && <> · Trace id {outcome.trace_id}</>}
    </p>
  );
}
