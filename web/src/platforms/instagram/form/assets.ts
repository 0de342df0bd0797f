/** Sends files to Postlog's own media store by tus 1.0; Postlog hands them on to Instagram. */
import type { UploadOptions } from 'tus-js-client';
import { Problem } from '../../../api/problem';
import { renewOrAsk } from '../../../session/authorized';
import { csrf, isRunningOut, session } from '../../../session/session';
import { LOST, RETRY_DELAYS, troubleOf, whatNext } from '../../../uploads/trouble';

const ADDRESS = '/api/instagram/assets';
const CHUNK_BYTES = 10_000_000;

/** Called with how many bytes have been sent. */
type OnProgress = (sent: number) => void;

/** Send a file; gives the id of the asset. Throws `Problem` where it cannot be sent. */
export async function sendAsset(file: File, onProgress: OnProgress): Promise<string> {
  const tus = await import('tus-js-client').catch(() => null);
  if (!tus) throw new Problem('unreachable', LOST);
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      ...optionsFor(file, onProgress),
      onSuccess: () => {
        const id = assetIn(upload.url);
        if (id) resolve(id);
        else reject(new Problem('unreadable', 'Postlog did not tell where the file was stored.'));
      },
      onError: (error) => reject(new Problem('not-sent', `${file.name}: ${troubleOf(error)}`)),
    });
    upload.start();
  });
}

/** Give the id of an asset, which is the end of its address. */
export function assetIn(address: string | null): string | null {
  const path = address && new URL(address, 'https://here.invalid').pathname;
  return path?.match(/\/assets\/([\w-]+)$/)?.[1] ?? null;
}

function optionsFor(file: File, onProgress: OnProgress): UploadOptions {
  let mustRenew = false;
  return {
    endpoint: ADDRESS,
    chunkSize: CHUNK_BYTES,
    metadata: { filename: file.name, filetype: file.type },
    retryDelays: RETRY_DELAYS,
    storeFingerprintForResuming: false,
    onBeforeRequest: async (request) => {
      if (mustRenew || (session.value && isRunningOut(session.value))) await renewOrAsk();
      mustRenew = false;
      request.setHeader('X-CSRF-Token', csrf.value);
    },
    onShouldRetry: (error, attempt) => {
      const next = whatNext(error, attempt);
      mustRenew = next === 'renew';
      return next !== 'stop';
    },
    onProgress,
  };
}
