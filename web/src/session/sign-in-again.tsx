/** Asks to sign in over the page that is there, so that nothing typed on it is lost. */
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { isExpired, leave, session } from './session';
import { SignInForm } from './sign-in-form';

export function SignInAgain() {
  if (!isExpired.value) return null;
  return (
    <Dialog title="Your session has ended">
      <p class="soft">Sign in again to continue. What you typed is still here.</p>
      <SignInForm email={session.value?.email ?? ''} />
      <Button look="quiet" onClick={leave}>
        Leave this page
      </Button>
    </Dialog>
  );
}
