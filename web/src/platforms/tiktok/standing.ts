/** How a TikTok post stands where its state alone does not tell. */
import { type StatusWords, wordsOf } from '../../parts/words/status-words';
import type { PostWords, Standing } from '../platform';
import { STATUSES } from './status-words';

const DAY_MS = 86_400_000;
const CANCELLED = new Set(['upload_terminated', 'publish_cancelled']);
const OURS = { isSettled: true, isOutcome: true } as const;

/** Whether the person has stopped the post. */
export function isCancelled(post: { status: string; fail_reason?: string | null }): boolean {
  return post.status === 'FAILED' && CANCELLED.has(post.fail_reason ?? '');
}

/** Tell a cancelled post from a failed one, and a public one from one that is kept back. */
export function standingOf(post: Standing, now: number): StatusWords {
  if (isCancelled(post)) return { word: 'Cancelled', tone: 'calm', ...OURS };
  if (post.status !== 'PUBLISH_COMPLETE') return wordsOf(STATUSES, post.status);
  if (post.visibility === 'WITHDRAWN') {
    return { word: 'No longer public', tone: 'calm', ...OURS };
  }
  if (post.visibility !== 'AWAITED') return wordsOf(STATUSES, post.status);
  const isOld = now - Date.parse(post.requested_at ?? '') >= DAY_MS;
  return { word: isOld ? 'Not made public' : 'In review', tone: 'wait', ...OURS };
}

/** What fails, in two or three words; a code that is new is shown in plain letters. */
const REASONS: Readonly<Record<string, string>> = {
  upload_terminated: '',
  publish_cancelled: '',
  file_format_check_failed: 'File format',
  duration_check_failed: 'Length',
  frame_rate_check_failed: 'Frame rate',
  picture_size_check_failed: 'Picture size',
  unsupported_video: 'File format',
  video_pull_failed: 'Address not reachable',
  photo_pull_failed: 'Address not reachable',
  url_ownership_unverified: 'Address not verified',
  auth_removed: 'Access withdrawn',
  internal: 'TikTok’s fault',
  internal_error: 'TikTok’s fault',
  spam_risk: 'Taken for spam',
  spam_risk_text: 'Text taken for spam',
  spam_risk_too_many_posts: 'Too many posts',
  spam_risk_too_many_pending_share: 'Too many drafts',
  spam_risk_user_banned_from_posting: 'Banned from posting',
  unaudited_client_can_only_post_to_private_accounts: 'Private accounts only',
  privacy_level_option_mismatch: 'Audience not offered',
  reached_active_user_cap: 'Daily limit',
  rate_limit_exceeded: 'Too many requests',
};

export function reasonOf(code: string): string {
  const known = REASONS[code];
  if (known !== undefined) return known;
  const plain = code.replaceAll(/[_-]+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Why TikTok gives no numbers of a post. */
export const uncountedOf: PostWords['uncountedOf'] = (post, scopes) => {
  const { status, privacy_level, mode, visibility } = post;
  if (status === 'SEND_TO_USER_INBOX')
    return 'A draft has no numbers until it is posted in the app.';
  if (status !== 'PUBLISH_COMPLETE') return 'Numbers come once the post is public.';
  if (visibility === 'WITHDRAWN') return 'It is no longer public, so TikTok gives no new numbers.';
  if (visibility === 'AWAITED') return 'TikTok is checking it; numbers come once it is public.';
  if (mode === 'DIRECT_POST' && privacy_level && privacy_level !== 'PUBLIC_TO_EVERYONE') {
    return 'TikTok gives numbers of public posts only, and not everybody may see this one.';
  }
  if (scopes && !scopes.includes('video.list')) {
    return 'Reconnect the account and allow Postlog to read its public videos, to collect numbers.';
  }
  return null;
};
