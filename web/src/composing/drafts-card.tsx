/** Posts that the person has begun, on this device or another, to be gone on with. */
import './drafts.css';
import { useState } from 'preact/hooks';
import { auth, body } from '../api/clients';
import { asProblem, type Problem } from '../api/problem';
import { useResource } from '../live/resource';
import { ProblemAlert } from '../parts/alert';
import { Button } from '../parts/button';
import { Time } from '../parts/data/time';
import { Card } from '../parts/surface';
import { type Draft, deleteDraft, draftAt, openDraft } from './drafts';

interface Props {
  /** The main place of the form on this page, whose own draft is not listed. */
  besides?: string;
}

/** Nothing is shown where there is none, or while that is not known. */
export function DraftsCard({ besides }: Props) {
  const read = () => body(auth.GET('/api/auth/me/drafts'));
  const { data, reload } = useResource(read, `drafts ${besides ?? ''}`);
  const [problem, setProblem] = useState<Problem>();
  const act = (asked: Promise<void>) => {
    setProblem(undefined);
    asked.catch((error) => setProblem(asProblem(error))).finally(() => void reload());
  };
  const own = draftAt(besides);
  const shown = data?.drafts.filter(({ draft_id }) => draft_id !== own) ?? [];
  if (shown.length === 0 && !problem) return null;
  return (
    <Card title="Unfinished posts">
      <ProblemAlert problem={problem} title="That did not work" />
      <ul class="list drafts">
        {shown.map((draft) => (
          <Line
            key={draft.draft_id}
            draft={draft}
            onOpen={() => act(openDraft(draft.draft_id))}
            onDelete={() => act(deleteDraft(draft.draft_id))}
          />
        ))}
      </ul>
    </Card>
  );
}

interface LineProps {
  draft: Draft;
  onOpen: () => void;
  onDelete: () => void;
}

function Line({ draft: { title, saved_at }, onOpen, onDelete }: LineProps) {
  const [asks, setAsks] = useState(false);
  return (
    <li>
      <span class="stack tight">
        <span class="break">{title}</span>
        <span class="small soft">
          saved <Time at={saved_at} />
        </span>
      </span>
      <span class="row">
        <Button onClick={onOpen} aria-label={`Continue: ${title}`}>
          Continue
        </Button>
        {asks ? (
          <Button look="danger" onClick={onDelete} aria-label={`Delete for good: ${title}`}>
            Delete for good
          </Button>
        ) : (
          <Button look="quiet" onClick={() => setAsks(true)} aria-label={`Delete: ${title}`}>
            Delete
          </Button>
        )}
      </span>
    </li>
  );
}
