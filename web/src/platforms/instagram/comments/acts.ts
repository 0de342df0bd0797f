/** What can be done about a comment. Each function throws `Problem` where the API refuses. */
import { body } from '../../../api/clients';
import { type Instagram, instagram } from '../api';

export function reply(
  comment_id: string,
  text: string,
  key: string,
): Promise<Instagram['ReplyAnswer']> {
  const params = { path: { comment_id } };
  const headers = { 'Idempotency-Key': key };
  return body(
    instagram.POST('/api/instagram/comments/{comment_id}/replies', {
      params,
      headers,
      body: { text },
    }),
  );
}

export function setHidden(comment_id: string, hide: boolean): Promise<Instagram['CommentAnswer']> {
  const params = { path: { comment_id } };
  return body(
    instagram.POST('/api/instagram/comments/{comment_id}/hide', { params, body: { hide } }),
  );
}
