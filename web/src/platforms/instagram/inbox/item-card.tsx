/** One comment or mention: what was said, our answers, and what can be done about it. */
import { useRef, useState } from 'preact/hooks';
import type { KnownAccount } from '../../../live/accounts';
import { Alert, ProblemAlert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { Copy } from '../../../parts/copy';
import { counted } from '../../../parts/data/numbers';
import { Time } from '../../../parts/data/time';
import { Pill } from '../../../parts/pill';
import type { Instagram } from '../api';
import { useActing } from './acting';
import { answer, answerPrivately } from './acts';
import { Answers } from './answers';
import { authorOf, type Item } from './item';
import { Moderation } from './moderation';
import { PostLine, PostPicture } from './post-line';
import { mayAnswerPrivately, type Reader } from './privately';
import { ReplyForm } from './reply-form';
import { isUnclear, isUnderWay, refusedReader, refusedText, withSent } from './reply-words';
import { Thread, useThread } from './thread';

interface Props {
  item: Item;
  account: KnownAccount | undefined;
  /** Called when the person begins to do something about the item. */
  onHold: () => void;
  onChanged: () => Promise<void>;
}

export function ItemCard({ item, account, onHold, onChanged }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [isThreadOpen, setThreadOpen] = useState(false);
  const [draft, setDraft] = useState('');
  const [wished, setReader] = useState<Reader>('everybody');
  const [sent, setSent] = useState<Instagram['ReplyAnswer'][]>([]);
  const actions = useRef<HTMLDivElement>(null);
  const sending = useActing(onChanged);
  const thread = useThread(item, isThreadOpen);
  const replies = withSent(item.replies, sent);
  const isSending = isUnderWay(replies);
  const isPrivatePossible = mayAnswerPrivately({ ...item, replies }, account, Date.now());
  const reader = isPrivatePossible ? wished : 'everybody';
  const isGone = item.deleted_at !== null;
  const author = authorOf(item);
  const begin = () => {
    onHold();
    if (!draft) {
      setDraft(refusedText(replies));
      setReader(refusedReader(replies));
    }
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    actions.current?.querySelector('button')?.focus();
  };
  const send = async (text: string, key: string) => {
    const act = reader === 'author' ? answerPrivately : answer;
    const accepted = await sending.act(() => act(item, text, key));
    if (!accepted) return;
    setSent((before) => [...before, accepted]);
    setDraft('');
    close();
  };
  const others = (thread.data ?? []).filter(({ is_ours }) => !is_ours);
  const names = [item, ...others].flatMap(({ author_name: name, is_ours }) =>
    name && !is_ours ? [name] : [],
  );
  return (
    <li class="inbox-item" aria-label={`${labelOf(item)} ${author}`}>
      <PostPicture item={item} />
      <div class="stack">
        <p class="small soft row">
          <strong>{author}</strong>
          {account && <span>to {account.display_name}</span>}
          <Time at={item.at} />
          <Marks item={item} />
        </p>
        <p class="break">{item.text || unsaid(item)}</p>
        <PostLine item={item} />
        <Answers replies={replies} />
        {item.refused_action && item.fail_message && <p class="small error">{item.fail_message}</p>}
        {isGone && isOpen && <Vanished draft={draft} />}
        {!isGone && (
          <div class="row" ref={actions}>
            {mayBeAnswered(item) && (
              <Button
                aria-expanded={isOpen}
                aria-disabled={isSending || undefined}
                onClick={() => !isSending && (isOpen ? setOpen(false) : begin())}
              >
                {refusedText(replies) ? 'Answer again' : 'Answer'}
              </Button>
            )}
            {item.kind === 'comment' && (
              <Moderation item={item} onHold={onHold} onChanged={onChanged} />
            )}
          </div>
        )}
        {item.thread_count > 0 && (
          <div>
            <Button
              look="quiet"
              aria-expanded={isThreadOpen}
              onClick={() => setThreadOpen(!isThreadOpen)}
            >
              {isThreadOpen
                ? 'Close the conversation'
                : `Conversation: ${counted(item.thread_count, 'other comment')}`}
            </Button>
          </div>
        )}
        {isThreadOpen && (
          <Thread item={item} thread={thread} onHold={onHold} onChanged={onChanged} />
        )}
        {isOpen && !isGone && (
          <ReplyForm
            text={draft}
            onText={setDraft}
            names={names}
            reader={reader}
            onReader={isPrivatePossible ? setReader : undefined}
            isBusy={sending.isBusy}
            isUnclear={isUnclear(replies)}
            onSend={(text, key) => void send(text, key)}
            onClose={close}
          />
        )}
        {!isGone && <ProblemAlert problem={sending.problem} title="Your answer was not sent" />}
      </div>
    </li>
  );
}

function labelOf({ kind }: Item): string {
  return kind === 'mention' ? 'Mention by' : 'Comment by';
}

function unsaid({ kind }: Item): string {
  return kind === 'mention'
    ? 'Instagram does not show the text to this account.'
    : 'Instagram does not provide the text.';
}

/** Instagram takes no answer to a hidden comment. */
function mayBeAnswered({ is_ours, is_hidden }: Item): boolean {
  return !is_ours && !is_hidden;
}

function Marks({ item }: { item: Item }) {
  return (
    <>
      {item.kind === 'mention' && <Pill tone="calm">Mention</Pill>}
      {item.is_ours && <Pill tone="calm">Yours</Pill>}
      {item.is_hidden && <Pill tone="wait">Hidden</Pill>}
      {item.deleted_at && <Pill tone="bad">{item.by_us ? 'Deleted by you' : 'Deleted'}</Pill>}
      {item.is_of_ad && <Pill tone="calm">On an ad</Pill>}
      {item.is_answered && <Pill tone="good">Answered</Pill>}
    </>
  );
}

/** Told where a comment is deleted while its answer is being written. */
function Vanished({ draft }: { draft: string }) {
  const copy = draft && <Copy text={draft} what="your text" />;
  return (
    <Alert tone="bad" title="This comment is no longer on Instagram" isUrgent actions={copy}>
      <p>It was deleted, so you cannot answer it. Nothing was sent.</p>
      {draft && <blockquote class="said">{draft}</blockquote>}
    </Alert>
  );
}
