/** Says that an account has not allowed Postlog to publish. */
import { Card } from '../../../parts/surface';
import type { Account } from '../../chosen';

/** In the words of the API; nothing where it has. */
export function Lacks({ account }: { account: Account }) {
  const lacks = account.missing_features.find(({ feature }) => feature === 'publish');
  return lacks ? (
    <Card label="Permission">
      <p>{lacks.reason}</p>
      <p>
        <a href="/platforms/connect/instagram">Connect again</a>
      </p>
    </Card>
  ) : null;
}
