/** Says that a form is kept in this tab only. */
import type { Problem } from '../api/problem';

export function DraftNote({ problem }: { problem: Problem | undefined }) {
  return (
    <p class="small soft" role="status" hidden={!problem}>
      {problem && `What you typed is kept in this tab only. ${problem.detail}`}
    </p>
  );
}
