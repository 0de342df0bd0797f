/** The post that an item is about: its picture, its caption, and where it is at Instagram. */
import { Icon } from '../../../parts/icons';
import { shortened } from '../../../parts/shortened';
import type { Item } from './item';

export function PostPicture() {
  return (
    <span class="post-picture" aria-hidden="true">
      <Icon name="posts" />
    </span>
  );
}

export function PostLine({ item }: { item: Item }) {
  if (item.kind === 'mention') {
    const where = item.comment_id ? 'In a comment on' : 'In the caption of';
    return <p class="small soft">{where} somebody else’s post</p>;
  }
  const { media_caption: caption, media_permalink: link } = item;
  return (
    <p class="small soft break">
      On your post{caption ? ` “${shortened(caption)}” ` : ' '}
      {link && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          View on Instagram
        </a>
      )}
    </p>
  );
}
