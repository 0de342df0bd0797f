import { useLocation } from 'preact-iso';
import { signUp } from '../../session/session';
import { SignInForm } from '../../session/sign-in-form';
import { Enter } from './enter';

export default function SignUp() {
  const { query } = useLocation();
  const next = query.next ? `?next=${encodeURIComponent(query.next)}` : '';
  return (
    <Enter title="Create your Postlog account">
      <SignInForm submit={signUp} verb="Create account" passwordHint="At least 8 characters." />
      <p class="small soft">
        Have an account? <a href={`/sign-in${next}`}>Sign in</a>
      </p>
    </Enter>
  );
}
