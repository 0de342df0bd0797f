/** What all uploads by tus share: this page's own origin, the session, and when to try again. */
import type { DetailedError, UploadOptions } from 'tus-js-client';
import { renewOrAsk } from '../session/authorized';
import { csrf, isRunningOut, session } from '../session/session';
import { RETRY_DELAYS, whatNext } from './trouble';

/** Called when sending has failed, with whether it goes on by itself. */
type OnFailure = (error: DetailedError, goesOn: boolean) => void;

/** Give the options for an upload to this address, which goes on after an ended session. */
export function optionsTo(url: string, onFailure?: OnFailure): UploadOptions {
  let mustRenew = false;
  return {
    // The same path at this page's own origin: the cookie and the Content-Security-Policy require it.
    uploadUrl: new URL(new URL(url).pathname, window.location.origin).href,
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
      onFailure?.(error, next !== 'stop');
      return next !== 'stop';
    },
  };
}
