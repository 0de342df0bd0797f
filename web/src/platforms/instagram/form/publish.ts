/** Sends the files, then asks for the post once, even if the button is pressed twice. */
import { useRef, useState } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import { type Instagram, instagram } from '../api';
import { sendAsset } from './assets';
import { isFinal, keyFor, settle } from './attempt';
import type { PostForm } from './post-form';
import { filesOf, requestOf } from './request';

export interface Progress {
  name: string;
  /** From 0 to 1, of all files together. */
  share: number;
}

interface Publishing {
  publish: (form: PostForm) => Promise<Instagram['PostAnswer'] | null>;
  isBusy: boolean;
  /** What is being sent to Postlog; null where nothing is. */
  progress: Progress | null;
  problem: Problem | undefined;
}

export function usePublishing(accountId: string): Publishing {
  const [isBusy, setBusy] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<Problem>();
  /** Files that Postlog has already: after a refusal they are not sent again. */
  const assets = useRef(new Map<File, string>());

  async function sendFiles(form: PostForm): Promise<void> {
    const files = filesOf(form).filter((file) => !assets.current.has(file));
    const total = files.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    for (const file of files) {
      const show = (sent: number) =>
        setProgress({ name: file.name, share: total ? (before + sent) / total : 0 });
      show(0);
      assets.current.set(file, await sendAsset(file, form.kind, show));
      before += file.size;
    }
  }

  async function publish(form: PostForm) {
    setBusy(true);
    setProblem(undefined);
    try {
      await sendFiles(form);
      setProgress(null);
      const asked = requestOf(accountId, form, assets.current);
      const headers = { 'Idempotency-Key': keyFor(accountId, asked) };
      const answer = await body(instagram.POST('/api/instagram/publish', { headers, body: asked }));
      settle(accountId);
      return answer;
    } catch (error) {
      const found = asProblem(error);
      if (isFinal(found)) settle(accountId);
      setBusy(false);
      setProgress(null);
      setProblem(found);
      return null;
    }
  }
  return { publish, isBusy, progress, problem };
}
