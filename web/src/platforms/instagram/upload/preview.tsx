/** The post about as Instagram shows it, by its kind. */
import { useEffect, useState } from 'preact/hooks';
import { mayShow, mediaOrigins } from '../../../composing/media-origins';
import { Shown } from '../../../composing/shown';
import { Card } from '../../../parts/surface';
import {
  type Files,
  hasCaption,
  type Item,
  isVideo,
  itemsOf,
  type PostForm,
} from '../form/post-form';
import { isAddress } from '../form/rules';
import { addressOf } from '../form/sent-files';

interface Props {
  form: PostForm;
  files: Files;
  name: string;
}

export function Preview({ form, files, name }: Props) {
  const [origins, setOrigins] = useState<readonly string[] | null>([]);
  useEffect(() => void mediaOrigins().then(setOrigins), []);
  const items = itemsOf(form);
  const isTall = form.kind === 'REELS' || form.kind === 'STORIES';
  const shownAt = (item: Item) => {
    const file = item.file ? files.get(item.file) : undefined;
    if (file) return addressOf(file);
    const address = item.address.trim();
    return isAddress(address) && mayShow(address, origins) ? address : null;
  };
  return (
    <aside class="preview" aria-label="Preview">
      <Card title="Preview">
        <div class="phone instagram-phone" data-kind={form.kind.toLowerCase()}>
          {!isTall && <p class="who nickname break">{name}</p>}
          {items.length === 0 ? (
            <p class="nothing media">{NOTHING[form.kind]}</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the arrow keys.
            <ul class="list media strip" aria-label="Shown first to last" tabIndex={0}>
              {items.map((item, at) => (
                <li key={item.key}>
                  <Shown
                    address={shownAt(item)}
                    isVideo={isVideo(form.kind, item, files)}
                    alt={item.altText || `Item ${at + 1}`}
                  />
                  {items.length > 1 && (
                    <span class="count number small">
                      {at + 1}/{items.length}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
          <div class="words">
            {isTall && <p class="nickname break">{name}</p>}
            {hasCaption(form) && (
              <>
                {form.place && <p class="soft break">{form.place.name}</p>}
                <p class="caption break">
                  {!isTall && <span class="nickname">{name} </span>}
                  {form.caption || <span class="soft">No caption yet.</span>}
                </p>
              </>
            )}
            {form.isAiGenerated && <p class="soft">AI info</p>}
          </div>
        </div>
      </Card>
    </aside>
  );
}

const NOTHING = {
  IMAGE: 'Your picture will be shown here.',
  REELS: 'Your reel will be shown here.',
  STORIES: 'Your story will be shown here.',
  CAROUSEL: 'Your pictures and videos will be shown here, side by side.',
} as const;
