/** What can be done about an item of the inbox. Each function throws `Problem` where the API refuses. */
import { body } from '../../../api/clients';
import { type Instagram, instagram } from '../api';
import type { Item } from './item';

type ReplyAnswer = Instagram['ReplyAnswer'];
type CommentAnswer = Instagram['CommentAnswer'];

/** Answer a comment or a mention; with the same `key`, it is one answer however often it is sent. */
export function answer(item: Item, text: string, key: string): Promise<ReplyAnswer> {
  const headers = { 'Idempotency-Key': key };
  const { account_id, media_id, comment_id } = item;
  if (item.kind === 'mention') {
    const wish = { account_id, media_id: media_id ?? '', comment_id, text };
    return body(instagram.POST('/api/instagram/mentions/replies', { headers, body: wish }));
  }
  const path = { comment_id: comment_id ?? '' };
  return body(
    instagram.POST('/api/instagram/comments/{comment_id}/replies', {
      params: { path },
      headers,
      body: { text },
    }),
  );
}

/** Write to whoever wrote a comment; nobody else sees it. */
export function answerPrivately(item: Item, text: string, key: string): Promise<ReplyAnswer> {
  const params = { path: { comment_id: item.comment_id ?? '' } };
  const headers = { 'Idempotency-Key': key };
  return body(
    instagram.POST('/api/instagram/comments/{comment_id}/private-reply', {
      params,
      headers,
      body: { text },
    }),
  );
}

export function setHidden(comment_id: string, hide: boolean): Promise<CommentAnswer> {
  const params = { path: { comment_id } };
  return body(
    instagram.POST('/api/instagram/comments/{comment_id}/hide', { params, body: { hide } }),
  );
}

export function remove(comment_id: string): Promise<CommentAnswer> {
  const params = { path: { comment_id } };
  return body(instagram.DELETE('/api/instagram/comments/{comment_id}', { params }));
}
