/** How many posts the account may still publish; where that cannot be told, nothing is said. */
import { body } from '../../../api/clients';
import { useResource } from '../../../live/resource';
import { instagram } from '../api';

export function LimitNote({ accountId }: { accountId: string }) {
  const params = { query: { account_id: accountId } };
  const read = () => body(instagram.GET('/api/instagram/limit', { params }));
  const { data } = useResource(read, `limit ${accountId}`);
  if (!data) return null;
  const hours = Math.round(data.quota_duration / 3600);
  return (
    <p class="small soft" role="status">
      Instagram takes {data.quota_total} posts in {hours} hours from this account, by any app;{' '}
      {data.left} are left.
    </p>
  );
}
