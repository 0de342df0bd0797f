/** Requests the post once, even if the button is pressed twice or the answer is lost. */
import { useState } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import { type TikTok, tiktok } from '../api';
import { type Attempt, attemptAt, settles } from './attempt';
import { forgetForm, keepAttempt, openAttempt } from './kept';
import type { Consent, PostRequest } from './request';

async function send({ path, key, body: asked }: Attempt): Promise<TikTok['PostAnswer']> {
  const headers = { 'Idempotency-Key': key };
  // The body is made from the form; the service checks it, and says what is wrong.
  if (path === '/api/tiktok/photos') {
    return body(tiktok.POST(path, { headers, body: asked as TikTok['PhotosRequest'] }));
  }
  return body(tiktok.POST(path, { headers, body: asked as TikTok['UploadRequest'] }));
}

interface Publishing {
  publish: (request: PostRequest, consent: Consent | null) => Promise<TikTok['PostAnswer'] | null>;
  /** Also after a success: until the page is left, another press would be another post. */
  isBusy: boolean;
  problem: Problem | undefined;
}

export function usePublishing(accountId: string): Publishing {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function publish(request: PostRequest, consent: Consent | null) {
    setBusy(true);
    setProblem(undefined);
    void import('../../../pages/posts/post').catch(() => undefined); // the page that comes next
    const attempt = attemptAt(openAttempt(accountId), request, consent, () => crypto.randomUUID());
    keepAttempt(accountId, attempt);
    try {
      const answer = await send(attempt);
      forgetForm(accountId);
      return answer;
    } catch (error) {
      setBusy(false);
      const found = asProblem(error);
      if (settles(found)) keepAttempt(accountId, null);
      setProblem(found);
      return null;
    }
  }
  return { publish, isBusy, problem };
}
