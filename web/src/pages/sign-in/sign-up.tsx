import { useLocation } from 'preact-iso';
import { signUp } from '../../session/session';
import { SignInForm } from '../../session/sign-in-form';
import { Enter } from './enter';

export default function SignUp() {
  const { query } = useLocation();
  const next = query.next ? `?next=${encodeURIComponent(query.next)}` : '';
  return (
    <Enter title="Create your Postlog account">
      <SignInForm submit={signUp} verb="Create account" isNew>
        <p class="small soft">
          By creating an account you accept the <a href="/terms">terms of use</a>. The{' '}
          <a href="/privacy">privacy notice</a> says what is kept about you.
        </p>
      </SignInForm>
      <p class="small soft">
        Have an account? <a href={`/sign-in${next}`}>Sign in</a>
      </p>
    </Enter>
  );
}
