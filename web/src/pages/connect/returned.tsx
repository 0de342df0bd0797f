/** Tells whoever comes back from TikTok how it ended, and stays until it has ended. */
import { useRef } from 'preact/hooks';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button, ButtonLink } from '../../parts/button';
import { Progress } from '../../parts/progress';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { ConnectButton } from './connect-button';
import { type Ending, type Outcome, readOutcome, toneOf, UNKNOWN_ACCOUNT } from './outcome';

/** An account may be told of a moment before it can be read. */
const PATIENCE_MS = 5_000;
const LOOKING: Outcome = {
  code: 'looking',
  title: 'Welcome back',
  happened: 'One moment: Postlog looks up how it ended.',
  advice: '',
  trace_id: null,
  account: null,
};

interface Props {
  ending: Ending;
  /** Whether it is the only account there is. */
  isFirst: boolean;
  onDone: () => void;
}

export function Returned({ ending, isFirst, onDone }: Props) {
  const began = useRef(Date.now());
  const read = () => readOutcome(ending);
  const { data, problem, reload } = useResource(read, JSON.stringify(ending));
  const isEarly =
    data?.code === UNKNOWN_ACCOUNT && Date.now() - began.current < PATIENCE_MS && !problem;
  const outcome = !data || isEarly ? LOOKING : data;
  const isMoving = outcome === LOOKING || isOnItsWay(outcome.account?.status ?? '');
  useSettling(reload, isMoving);
  if (problem && !data)
    return <ProblemAlert problem={problem} onRetry={() => void reload()} title="How did it end?" />;
  return (
    <div role="status" class="returned">
      <Alert
        tone={outcome === LOOKING ? 'wait' : toneOf(outcome)}
        title={outcome.title}
        actions={isMoving ? null : <Actions {...{ outcome, isFirst, onDone }} />}
      >
        <p>{outcome.happened}</p>
        {outcome.advice && <p>{outcome.advice}</p>}
        {isMoving && <Progress label={outcome.title} />}
        {!outcome.account && <Lookup outcome={outcome} />}
      </Alert>
    </div>
  );
}

type ActionsProps = { outcome: Outcome } & Pick<Props, 'isFirst' | 'onDone'>;

function Actions({ outcome, isFirst, onDone }: ActionsProps) {
  const { account } = outcome;
  const works = account && isWorking(account.status);
  return (
    <>
      {works && (
        <ButtonLink
          look="primary"
          href={`/platforms/tiktok/upload?account=${encodeURIComponent(account.account_id)}`}
        >
          {isFirst ? 'Create your first post' : 'Create a post'}
        </ButtonLink>
      )}
      {!works && <ConnectButton look="secondary">Try again</ConnectButton>}
      <Button look="quiet" onClick={onDone}>
        Close
      </Button>
    </>
  );
}

/** Where an error that has words can be looked up, and under which number it happened. */
function Lookup({ outcome }: { outcome: Outcome }) {
  if (outcome === LOOKING) return null;
  return (
    <p class="small">
      <a href={`/help/troubleshooting#${encodeURIComponent(outcome.code)}`}>What this means</a>
      {outcome.trace_id && <> · Trace id {outcome.trace_id}</>}
    </p>
  );
}
