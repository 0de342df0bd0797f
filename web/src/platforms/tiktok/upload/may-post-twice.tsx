/** The question before what may make a second post on TikTok. */
import { Question } from '../../../parts/dialog';

interface Props {
  /** Why TikTok may have posted the attempt that is tried again; none for a new post. */
  risk: string | null | undefined;
  onNo: () => void;
  onYes: () => void;
}

export function MayPostTwice({ risk, ...on }: Props) {
  if (!risk) return <AnswerLost {...on} />;
  return (
    <Question
      title="Did you check the TikTok app?"
      no="Not yet"
      yes="It is not there: try again"
      {...on}
    >
      <p>{risk}</p>
      <p>If TikTok has it anyway, a new attempt posts it a second time.</p>
    </Question>
  );
}

function AnswerLost(on: Omit<Props, 'risk'>) {
  return (
    <Question title="Did TikTok make your first post?" no="Cancel" yes="Post this as well" {...on}>
      <p>
        We did not get TikTok's answer to your first post. TikTok may already be posting it. Look at{' '}
        <a href="/posts">your posts</a> first; what you typed stays here.
      </p>
    </Question>
  );
}
