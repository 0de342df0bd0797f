/** One comment, with our answers and what can be done about it. */
import { useRef, useState } from 'preact/hooks';
import type { Crm } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import type { KnownAccount } from '../../../live/accounts';
import { ProblemAlert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { Time } from '../../../parts/data/time';
import { TextArea } from '../../../parts/form/field';
import { Pill } from '../../../parts/pill';
import { reply, setHidden } from './acts';
import { wordsOfReply } from './reply-words';

type Comment = Crm['Comment'];

interface Props {
  comment: Comment;
  account: KnownAccount | undefined;
  onChanged: () => Promise<void>;
}

export function CommentCard({ comment, account, onChanged }: Props) {
  const [isAnswering, setAnswering] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [waiting, setWaiting] = useState('');
  const author = comment.is_ours ? 'You' : (comment.author_name ?? 'Somebody');
  const act = async (what: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    setWaiting('');
    try {
      await what();
      await onChanged();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const hide = async () => {
    setWaiting((await setHidden(comment.comment_id, !comment.is_hidden)).message);
  };
  return (
    <li class="card stack" aria-label={`Comment of ${author}`}>
      <p class="small soft row">
        <strong>{author}</strong>
        {account && <span>to {account.display_name}</span>}
        <Time at={comment.created_at ?? comment.noticed_at} />
        {comment.media_permalink && (
          <a href={comment.media_permalink} target="_blank" rel="noopener noreferrer">
            The post
          </a>
        )}
        <Marks comment={comment} />
      </p>
      <p class="break">{comment.text || 'Instagram does not tell its text.'}</p>
      <Answers comment={comment} />
      {comment.refused_action && comment.fail_message && (
        <p class="small error">{comment.fail_message}</p>
      )}
      {waiting && (
        <p class="small soft" role="status">
          {waiting}
        </p>
      )}
      <ProblemAlert problem={problem} />
      {!comment.deleted_at && !comment.is_ours && (
        <div class="row">
          <Button aria-expanded={isAnswering} onClick={() => setAnswering(!isAnswering)}>
            Answer
          </Button>
          <Button look="quiet" isBusy={isBusy && !isAnswering} onClick={() => void act(hide)}>
            {comment.is_hidden ? 'Show again' : 'Hide'}
          </Button>
        </div>
      )}
      {isAnswering && (
        <AnswerForm
          isBusy={isBusy}
          onSend={async (text, key) => {
            const isSent = await act(() => reply(comment.comment_id, text, key));
            if (isSent) setAnswering(false);
          }}
        />
      )}
    </li>
  );
}

function Marks({ comment }: { comment: Comment }) {
  return (
    <>
      {comment.is_hidden && <Pill tone="wait">Hidden</Pill>}
      {comment.deleted_at && <Pill tone="bad">{comment.by_us ? 'Deleted by you' : 'Deleted'}</Pill>}
      {comment.is_of_ad && <Pill tone="calm">Below an advertisement</Pill>}
      {comment.is_answered && <Pill tone="good">Answered</Pill>}
    </>
  );
}

function Answers({ comment: { replies } }: { comment: Comment }) {
  return replies.length === 0 ? null : (
    <ul class="list stack" aria-label="Your answers">
      {replies.map((one) => (
        <li key={one.reply_id} class="small">
          <p class="soft">{wordsOfReply(one).sentence}</p>
          <p class="break">{one.text}</p>
        </li>
      ))}
    </ul>
  );
}

const LONGEST = 2200;

interface FormProps {
  isBusy: boolean;
  /** `key` is the same until the text changes: pressed twice, it is one answer. */
  onSend: (text: string, key: string) => Promise<void>;
}

function AnswerForm({ isBusy, onSend }: FormProps) {
  const [text, setText] = useState('');
  const key = useRef(crypto.randomUUID());
  const isReady = text.trim() !== '' && text.length <= LONGEST;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) void onSend(text, key.current);
      }}
    >
      <TextArea
        label="Your answer"
        rows={2}
        limit={LONGEST}
        value={text}
        onValue={(value) => {
          setText(value);
          key.current = crypto.randomUUID();
        }}
      />
      <div>
        <Button type="submit" look="primary" isBusy={isBusy} aria-disabled={!isReady || undefined}>
          Send the answer
        </Button>
      </div>
    </form>
  );
}
