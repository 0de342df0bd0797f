/** The post that an item is about: its picture, its caption, and where it is at Instagram. */
import { shortened } from '../../../parts/shortened';
import { Thumb } from '../../../parts/thumb';
import { coverAt } from '../covers';
import type { Item } from './item';

/** Somebody else's post has no picture here: Instagram shows it to that account alone. */
export function PostPicture({ item }: { item: Item }) {
  const { kind, account_id, media_id, media_product_type: product } = item;
  const src = kind === 'comment' && media_id ? coverAt(account_id, media_id) : null;
  return <Thumb src={src} isVideo={product === 'REELS'} />;
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
