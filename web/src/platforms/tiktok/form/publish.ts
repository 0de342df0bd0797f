/** Requests the post once, even if the button is pressed twice or the answer is lost. */
import { useState } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import { type TikTok, tiktok } from '../api';
import { type Attempt, attemptAt, settles } from './attempt';
import { forgetForm, keepAttempt, openAttempt } from './kept';
import type { Consent, PostRequest } from './request';

async function send({ path, post_id, key, body: asked }: Attempt): Promise<TikTok['PostAnswer']> {
  const headers = { 'Idempotency-Key': key };
  if (path === '/api/tiktok/posts/{post_id}/retry') {
    const params = { path: { post_id: post_id ?? '' } };
    return body(tiktok.POST(path, { params, headers, body: asked as TikTok['PostChanges'] }));
  }
  // The body is made from the form; the service checks it, and says what is wrong.
  if (path === '/api/tiktok/photos') {
    return body(tiktok.POST(path, { headers, body: asked as TikTok['PhotosRequest'] }));
  }
  return body(tiktok.POST(path, { headers, body: asked as TikTok['UploadRequest'] }));
}

/**
 * Ask for the post. The open attempt at `place` is repeated as it was while it has no final answer;
 * `newKey` makes the key of a new one. Throws `Problem`.
 */
export async function askFor(
  place: string,
  request: PostRequest,
  consent: Consent | null,
  newKey: () => string = () => crypto.randomUUID(),
): Promise<TikTok['PostAnswer']> {
  const attempt = attemptAt(openAttempt(place), request, consent, newKey);
  keepAttempt(place, attempt);
  try {
    const answer = await send(attempt);
    forgetForm(place);
    return answer;
  } catch (error) {
    if (settles(asProblem(error))) keepAttempt(place, null);
    throw error;
  }
}

interface Publishing {
  publish: (request: PostRequest, consent: Consent | null) => Promise<TikTok['PostAnswer'] | null>;
  /** Also after a success: until the page is left, another press would be another post. */
  isBusy: boolean;
  problem: Problem | undefined;
}

/** `place` is where the open attempt is kept; `newKey` makes the key of a new one. */
export function usePublishing(place: string, newKey: () => string): Publishing {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function publish(request: PostRequest, consent: Consent | null) {
    setBusy(true);
    setProblem(undefined);
    void import('../../../pages/posts/post').catch(() => undefined); // the page that comes next
    try {
      return await askFor(place, request, consent, newKey);
    } catch (error) {
      setBusy(false);
      setProblem(asProblem(error));
      return null;
    }
  }
  return { publish, isBusy, problem };
}
