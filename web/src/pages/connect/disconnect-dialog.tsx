/** Asks whether an account shall be disconnected, and says what that does. */
import './disconnect-dialog.css';
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Question } from '../../parts/dialog';
import type { Platform } from '../../platforms/platform';

interface Props {
  platform: Platform;
  account: Pick<Auth['AccountView'], 'account_id' | 'display_name'>;
  onClose: () => void;
  /** Called with the account when disconnecting has begun. */
  onEnding: (account: Auth['AccountView']) => void;
}

export function DisconnectDialog({ platform, account, onClose, onEnding }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const disconnect = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const params = { path: { account_id: account.account_id } };
      onEnding(await body(auth.DELETE('/api/auth/accounts/{account_id}', { params })));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Question
      title={`Disconnect ${account.display_name}?`}
      no="Keep connected"
      yes="Disconnect"
      isGrave
      isBusy={isBusy}
      onNo={onClose}
      onYes={disconnect}
    >
      <ul class="effects">
        <li>Postlog gives its access back to {platform.name} and deletes it here.</li>
        <li>You can no longer post to this account from here, and its numbers stop updating.</li>
        <li>Your posts stay on {platform.name}.</li>
        <li>The history stays here. You can reconnect the account at any time.</li>
      </ul>
      <ProblemAlert problem={problem} title="It is still connected" />
    </Question>
  );
}
