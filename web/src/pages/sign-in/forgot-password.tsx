/** Has a link mailed to choose a new password; says the same whoever asks. */
import './enter.css';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { TextField } from '../../parts/form/field';
import { Card, PageHead } from '../../parts/surface';
import { faultOfEmail } from '../../session/emails';

export default function ForgotPassword() {
  const [email, setEmail] = useState('');
  const [fault, setFault] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [sentTo, setSentTo] = useState('');

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const address = email.trim();
    const wrong = faultOfEmail(address);
    setFault(wrong);
    setProblem(undefined);
    if (wrong) return;
    setBusy(true);
    try {
      await body(auth.POST('/api/auth/password-resets', { body: { email: address } }));
      setSentTo(address);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="single">
      <PageHead title="Forgot your password?" />
      <Card label="Forgot your password?">
        {sentTo ? (
          <Alert tone="calm" title="Check your email" isUrgent>
            <p>
              If {sentTo} has an account here, a mail with a link is on its way. The link works
              once, for half an hour.
            </p>
            <p>No email? Check your spam folder, or ask whoever runs this Postlog.</p>
          </Alert>
        ) : (
          <form class="stack" onSubmit={send}>
            <ProblemAlert problem={problem} title="No email was sent" />
            <p class="soft">We will email you a link to choose a new password.</p>
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
            <Button type="submit" look="primary" isBusy={isBusy}>
              Send the link
            </Button>
          </form>
        )}
        <p class="small soft">
          <a href="/sign-in">Back to sign in</a>
        </p>
      </Card>
    </div>
  );
}
