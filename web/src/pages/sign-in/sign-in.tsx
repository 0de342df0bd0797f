import { useLocation } from 'preact-iso';
import { SignInForm } from '../../session/sign-in-form';
import { Enter } from './enter';

export default function SignIn() {
  const { query } = useLocation();
  const next = query.next ? `?next=${encodeURIComponent(query.next)}` : '';
  return (
    <Enter title="Sign in to Postlog">
      <SignInForm />
      <p class="small soft">
        <a href="/forgot-password">Forgot your password?</a>
      </p>
      <p class="small soft">
        New here? <a href={`/sign-up${next}`}>Create an account</a>
      </p>
    </Enter>
  );
}
