/** E-mail and password: on the sign-in page, and over a page whose session ended. */
import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { ProblemAlert } from '../parts/alert';
import { Button } from '../parts/button';
import { TextField } from '../parts/form/field';
import { faultOfEmail } from './emails';
import { PasswordField } from './password-field';
import { signIn } from './session';

interface Props {
  email?: string;
  submit?: (email: string, password: string) => Promise<void>;
  verb?: string;
  /** Whether the password is chosen here: for sign-up. */
  isNew?: boolean;
  /** What stands under the fields, such as the terms. */
  children?: ComponentChildren;
}

export function SignInForm({
  email: known = '',
  submit = signIn,
  verb = 'Sign in',
  isNew = false,
  children,
}: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [fault, setFault] = useState<string>();

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setProblem(undefined);
    const wrong = faultOfEmail(email.trim());
    setFault(wrong);
    if (wrong) return;
    setBusy(true);
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
        error={fault}
        value={email}
        onValue={setEmail}
      />
      <PasswordField value={password} onValue={setPassword} isNew={isNew} />
      {children}
      <Button type="submit" look="primary" isBusy={isBusy}>
        {verb}
      </Button>
    </form>
  );
}
