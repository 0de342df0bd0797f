/** How a post stands, from the two services that know of it. */
import type { PostDetail, PostStatus } from '../../platforms/platform';

/** Join what the service says with what the CRM knows, which may be a moment older. */
export function standingOf(status: PostStatus, detail: PostDetail | null | undefined) {
  const { post_id, source, fail_reason } = status;
  const { visibility = null, privacy_level = null } = detail ?? {};
  const requested_at = status.created_at;
  return {
    post_id,
    status: status.status,
    source,
    fail_reason,
    visibility,
    privacy_level,
    requested_at,
  };
}
