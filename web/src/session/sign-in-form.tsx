/** E-mail and password: on the sign-in page, and over a page whose session ended. */
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { ProblemAlert } from '../parts/alert';
import { Button } from '../parts/button';
import { TextField } from '../parts/form/field';
import { signIn } from './session';

interface Props {
  email?: string;
  submit?: (email: string, password: string) => Promise<void>;
  verb?: string;
  /** What a new password must be like; said for sign-up. */
  passwordHint?: string;
}

export function SignInForm({
  email: known = '',
  submit = signIn,
  verb = 'Sign in',
  passwordHint,
}: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await submit(email.trim(), password);
    } catch (error) {
      setProblem(asProblem(error));
      setPassword('');
    } finally {
      setBusy(false);
    }
  }

  return (
    <form class="stack" onSubmit={send}>
      <ProblemAlert problem={problem} title={`${verb} did not work`} />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autocomplete="username"
        required
        value={email}
        onValue={setEmail}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autocomplete={passwordHint ? 'new-password' : 'current-password'}
        required
        {...(passwordHint ? { minLength: 8, maxLength: 200, hint: passwordHint } : {})}
        value={password}
        onValue={setPassword}
      />
      <Button type="submit" look="primary" isBusy={isBusy}>
        {verb}
      </Button>
    </form>
  );
}
