/** The conversation that a comment belongs to: the first comment, and all answers to it. */
import { body, type Crm, crm } from '../../../api/clients';
import { useChanges, useResource } from '../../../live/resource';
import { ProblemAlert } from '../../../parts/alert';
import { Time } from '../../../parts/data/time';
import { Pill } from '../../../parts/pill';
import { Skeleton } from '../../../parts/surface';
import { useActing } from './acting';
import { DeleteButton } from './delete-button';
import { authorOf, type Item } from './item';

type Said = Crm['Comment'];

const MOST = 500;

/** Read a thread while `isWanted`, and whenever something of its account changes. */
export function useThread({ account_id, thread_id }: Item, isWanted: boolean) {
  const resource = useResource<Said[]>(async () => {
    if (!isWanted || !thread_id) return [];
    const query = { account_id, thread_id, order: 'asc' as const, limit: MOST };
    return (await body(crm.GET('/api/crm/instagram/comments', { params: { query } }))).comments;
  }, `${isWanted} ${account_id} ${thread_id}`);
  useChanges(() => isWanted && void resource.reload(), account_id);
  return resource;
}

interface Props {
  item: Item;
  thread: ReturnType<typeof useThread>;
  onHold: () => void;
  onChanged: () => Promise<void>;
}

export function Thread({ item, thread, onHold, onChanged }: Props) {
  const { data, problem, reload } = thread;
  const changed = async () => {
    await Promise.all([reload(), onChanged()]);
  };
  return (
    <>
      <ProblemAlert
        problem={problem}
        title="The conversation could not be read"
        onRetry={() => void reload()}
      />
      {!data && !problem && <Skeleton lines={3} label="Reading the conversation" />}
      {data && (
        <ul class="list stack thread" aria-label="Conversation">
          {data.map((said) => (
            <Saying
              key={said.comment_id}
              said={said}
              isCurrent={said.comment_id === item.comment_id}
              onHold={onHold}
              onChanged={changed}
            />
          ))}
        </ul>
      )}
    </>
  );
}

interface SayingProps {
  said: Said;
  isCurrent: boolean;
  onHold: () => void;
  onChanged: () => Promise<void>;
}

function Saying({ said, isCurrent, onHold, onChanged }: SayingProps) {
  const acting = useActing(onChanged);
  return (
    <li class="small" data-answer={said.parent_id ? '' : undefined} aria-current={isCurrent}>
      <p class="soft row">
        <strong>{authorOf(said)}</strong>
        <Time at={said.created_at ?? said.noticed_at} />
        {said.is_hidden && <Pill tone="wait">Hidden</Pill>}
        {said.deleted_at && <Pill tone="bad">Deleted</Pill>}
      </p>
      <p class="break">{said.text || 'Instagram does not provide the text.'}</p>
      {said.is_ours && said.parent_id && !said.deleted_at && (
        <div>
          <DeleteButton comment={said} acting={acting} onBegin={onHold} onDone={() => undefined} />
        </div>
      )}
    </li>
  );
}
