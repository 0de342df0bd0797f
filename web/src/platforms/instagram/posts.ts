/** Reading Instagram posts, in the form that the shared pages show. */
import { body, type Crm, crm } from '../../api/clients';
import { Problem } from '../../api/problem';
import type { Post, PostDetail, PostStatus, PostsApi } from '../platform';
import { type Instagram, instagram } from './api';
import { askedOf } from './asked';

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

type Row = Crm['InstagramPost'];

function numberOf({ metrics }: Pick<Row, 'metrics'>, name: string): number | null {
  return metrics[name] ?? null;
}

function visibilityOf({ status, gone_at }: Row): Post['visibility'] {
  if (gone_at) return 'WITHDRAWN';
  return status === 'PUBLISHED' ? 'PUBLIC' : null;
}

/** Give a post as the shared pages know it; what only other platforms have is empty. */
export function asPost(row: Row): Post {
  const { metrics: _, ...position } = row;
  const isVideo = row.items.some((item) => item.is_video);
  return {
    ...position,
    publish_id: null,
    fail_reason: row.fail_code,
    log_id: row.fbtrace_id,
    delayed_since: null,
    cancel: null,
    cancel_reason: null,
    mode: row.kind,
    media: isVideo && row.items.length < 2 ? 'VIDEO' : 'PHOTO',
    source: null,
    title: row.caption,
    description: null,
    privacy_level: null,
    video_size: null,
    photo_count: row.items.length,
    is_aigc: row.is_ai_generated,
    post_ids: row.media_id && !row.gone_at ? [row.media_id] : [],
    visibility: visibilityOf(row),
    view_count: numberOf(row, 'views'),
    like_count: numberOf(row, 'likes') ?? row.like_count,
    comment_count: numberOf(row, 'comments') ?? row.comments_count,
    share_count: numberOf(row, 'shares'),
    requested_at: row.created_at,
  };
}

function asDetail(row: Crm['InstagramPostDetail']): PostDetail {
  const post = asPost(row);
  const { event_id, topic, partition, offset, updated_at, sampled_at } = row;
  const seen = row.media_id && {
    ...{ event_id, topic, partition, offset, updated_at, sampled_at },
    platform_post_id: row.media_id,
    link: row.permalink,
    is_public: row.gone_at === null,
    drift: null,
    drifted_at: null,
    view_count: post.view_count,
    like_count: post.like_count,
    comment_count: post.comment_count,
    share_count: post.share_count,
  };
  return { ...post, steps: row.steps, public_ids: seen ? [seen] : [] };
}

/** Give what the service says, as the shared pages know it. */
export function asStatus(said: Instagram['StatusAnswer']): PostStatus {
  return {
    post_id: said.post_id,
    account_id: said.account_id,
    status: said.status,
    media: said.kind === 'REELS' ? 'VIDEO' : 'PHOTO',
    mode: said.kind,
    source: '',
    attempt: said.attempt,
    is_delayed: said.waits_for !== null,
    fail_reason: said.fail_code,
    platform_message: said.platform_message,
    log_id: said.fbtrace_id,
    message: said.message,
    next_step: said.next_step,
    retry: said.retry,
    change: said.change,
    video_size: null,
    created_at: said.created_at,
    observed_at: said.observed_at,
    links: said.permalink ? { [said.media_id ?? said.post_id]: said.permalink } : {},
    upload: null,
  };
}

/** Give where an uploaded picture is; null once it is forgotten, and for videos and addresses. */
async function previewOf({ asset_id }: Instagram['MediaItem']): Promise<string | null> {
  if (!asset_id) return null;
  const params = { path: { asset_id } };
  const asset = await orNull(body(instagram.GET('/api/instagram/assets/{asset_id}', { params })));
  return asset?.kind === 'image' ? asset.preview_url : null;
}

export const posts: PostsApi = {
  async read(post_id) {
    const params = { path: { post_id } };
    const [status, detail] = await Promise.all([
      orNull(body(instagram.GET('/api/instagram/status/{post_id}', { params }))),
      orNull(body(crm.GET('/api/crm/instagram/posts/{post_id}', { params }))),
    ]);
    return { status: status && asStatus(status), detail: detail && asDetail(detail) };
  },

  async asked(post_id) {
    const params = { path: { post_id } };
    const asked = await orNull(
      body(instagram.GET('/api/instagram/posts/{post_id}/request', { params })),
    );
    return asked && askedOf(asked, await Promise.all((asked.media ?? []).map(previewOf)));
  },

  async cancel() {
    throw new Problem('not-cancellable', 'Instagram has no way to stop a post that was begun.');
  },

  async elsewhere(page) {
    const query = { ...page, ours: false, gone: false };
    const found = await body(crm.GET('/api/crm/instagram/media', { params: { query } }));
    const items = found.media.map((medium) => ({
      ...medium,
      platform_post_id: medium.media_id,
      title: medium.caption ?? '',
      create_time: medium.created_at ?? medium.updated_at,
      observed_at: medium.observed_at ?? medium.updated_at,
      isVideo: medium.media_type === 'VIDEO',
    }));
    return { items, next: found.next_cursor };
  },
};
