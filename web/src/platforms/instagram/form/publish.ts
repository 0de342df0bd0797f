/** Asks for the post once, even if the button is pressed twice or the answer is lost. */
import { useState } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import { type Instagram, instagram } from '../api';
import { isFinal, keyFor, settle } from './attempt';

type Body = Instagram['PublishRequest'];
type Answer = Instagram['PostAnswer'];

/** The attempt that a new one follows. */
export interface Former {
  post_id: string;
  attempt: number;
}

/** Ask for a new post; gives the first answer again where the same was asked for without one. */
export async function askFor(asked: Body): Promise<Answer> {
  const place = asked.account_id;
  const headers = { 'Idempotency-Key': keyFor(place, asked) };
  try {
    const answer = await body(instagram.POST('/api/instagram/publish', { headers, body: asked }));
    settle(place);
    return answer;
  } catch (error) {
    if (isFinal(asProblem(error))) settle(place);
    throw error;
  }
}

/** Ask for a new attempt: two presses, also in two tabs, begin one. */
async function askAgain({ post_id, attempt }: Former, asked: Body): Promise<Answer> {
  const { account_id: _account, ...changes } = asked;
  const params = { path: { post_id } };
  const headers = { 'Idempotency-Key': `after-attempt-${attempt}` };
  return body(
    instagram.POST('/api/instagram/posts/{post_id}/retry', { params, headers, body: changes }),
  );
}

interface Publishing {
  publish: (asked: Body) => Promise<Answer | null>;
  /** Also after a success: until the page is left, another press would be another post. */
  isBusy: boolean;
  problem: Problem | undefined;
}

export function usePublishing(former?: Former): Publishing {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function publish(asked: Body) {
    setBusy(true);
    setProblem(undefined);
    try {
      return await (former ? askAgain(former, asked) : askFor(asked));
    } catch (error) {
      setBusy(false);
      setProblem(asProblem(error));
      return null;
    }
  }
  return { publish, isBusy, problem };
}
