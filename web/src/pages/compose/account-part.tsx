/** One account of a post to several: what it decides, and what becomes of its post. */
import { useId } from 'preact/hooks';
import { Marked } from '../../composing/part';
import type { Entry, SeveralProps, Shared } from '../../composing/several';
import { useResource } from '../../live/resource';
import { ProblemAlert, type Tone } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { counted } from '../../parts/data/numbers';
import { Icon } from '../../parts/icons';
import { Pill } from '../../parts/pill';
import { CardsOf, Skeleton } from '../../parts/surface';
import type { Account } from '../../platforms/chosen';
import type { Platform } from '../../platforms/platform';
import { MadePost } from './made-post';
import type { Outcome } from './publishing';

interface Props {
  platform: Platform;
  account: Account;
  shared: Shared;
  entry: Entry | undefined;
  outcome: Outcome | undefined;
  /** Its post; undefined before it is published. */
  post_id: string | undefined;
  isOpen: boolean;
  /** Whether the person has tried to publish. */
  isPressed: boolean;
  onOpen: (isOpen: boolean) => void;
  onEntry: SeveralProps['onEntry'];
  onRetry: () => void;
}

export function AccountPart(props: Props) {
  const { platform, account, entry, outcome, post_id, isOpen, isPressed, onOpen } = props;
  const id = useId();
  const { account_id: scope, display_name: name } = account;
  const lacking = entry?.lacking ?? [];
  const who = (
    <>
      <Avatar account={account} name={name} />
      <span class="stack tight">
        <span class="break">{name}</span>
        <span class="small soft">{platform.name}</span>
      </span>
    </>
  );
  if (post_id) {
    return (
      <section class="for-account" aria-label={`${name}, ${platform.name}`}>
        <h2 class="row minor">{who}</h2>
        <MadePost platform={platform} account_id={scope} post_id={post_id} />
      </section>
    );
  }
  return (
    <section class="for-account" aria-label={`${name}, ${platform.name}`}>
      <div class="row between">
        <h2 class="minor">
          <button
            type="button"
            class="opens row"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => onOpen(!isOpen)}
          >
            {who}
            <Icon name="down" />
          </button>
        </h2>
        <span role="status">
          <State entry={entry} outcome={outcome} />
        </span>
      </div>
      <ProblemAlert
        problem={outcome?.problem}
        title={`Not posted to ${name}`}
        onRetry={lacking.length === 0 ? props.onRetry : undefined}
      />
      <div id={id} class="stack" hidden={!isOpen} data-part={`${scope}/account`}>
        <Marked.Provider value={{ lacking, isPressed, scope }}>
          <CardsOf.Provider value={`${name}, ${platform.name}`}>
            <Decisions {...props} />
          </CardsOf.Provider>
        </Marked.Provider>
      </div>
    </section>
  );
}

/** The platform's own form, which is loaded when its first account is chosen. */
function Decisions({ platform, account, shared, onEntry }: Props) {
  const { data, problem, reload } = useResource(() => platform.several(), platform.id);
  const Form = data?.default;
  if (!Form)
    return problem ? (
      <ProblemAlert problem={problem} title="The form could not be loaded" onRetry={reload} />
    ) : (
      <Skeleton lines={4} label={`Loading the form for ${platform.name}`} />
    );
  return <Form account={account} shared={shared} onEntry={onEntry} />;
}

function State({ entry, outcome }: Pick<Props, 'entry' | 'outcome'>) {
  const { tone, word } = stateOf(entry, outcome);
  return <Pill tone={tone}>{word}</Pill>;
}

function stateOf(
  entry: Entry | undefined,
  outcome: Outcome | undefined,
): { tone: Tone; word: string } {
  if (outcome?.isSending) return { tone: 'calm', word: 'Sending…' };
  if (outcome?.problem) return { tone: 'bad', word: 'Not posted' };
  if (!entry) return { tone: 'calm', word: 'Loading…' };
  if (entry.barredBecause) return { tone: 'bad', word: 'Cannot post now' };
  const { length } = entry.lacking;
  if (length === 0) return { tone: 'good', word: 'Ready' };
  return { tone: 'wait', word: `${counted(length, 'thing')} missing` };
}
