/** What is posted, in its order: files that are sent to Postlog, or addresses that Instagram fetches. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Card } from '../../../parts/surface';
import { FilePicker } from '../../../uploads/file-picker';
import { rulesFor } from '../form/files';
import {
  added,
  type ChangeForm,
  type Files,
  itemsOf,
  mostItems,
  movedTo,
  type PostForm,
  removed,
  wantedFor,
} from '../form/post-form';
import { drop, send } from '../form/sent-files';
import { MediaItem } from './media-item';

interface Props {
  form: PostForm;
  files: Files;
  change: ChangeForm;
}

export function MediaList({ form, files, change }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const next = useRef<number | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const held = useRef<number | null>(null);
  const drag = (key: number | null) => {
    held.current = key;
    setDragged(key);
  };
  useLayoutEffect(() => {
    if (next.current === null) return;
    list.current?.querySelectorAll<HTMLElement>(':scope > li')[next.current]?.focus();
    next.current = null;
  });
  const items = itemsOf(form);
  const isCarousel = form.kind === 'CAROUSEL';
  const latest = useRef(form);
  latest.current = form;
  const add = (more: Parameters<typeof added>[1]) => {
    const by = added(latest.current, more);
    // Several files are taken in one go: each is put behind the one before.
    latest.current = { ...latest.current, ...by };
    change(by);
  };
  const move = (key: number, to: number) => {
    change(movedTo(form, key, to));
    next.current = to;
  };
  return (
    <Card label="Content">
      {items.length > 0 && (
        <ol class="list stack media-items" ref={list} aria-label="Pictures and videos">
          {items.map((item, at) => (
            <li
              key={item.key}
              class="stack"
              tabIndex={-1}
              aria-label={`Item ${at + 1}`}
              data-dragged={dragged === item.key ? '' : undefined}
              onDragOver={(event) => held.current !== null && event.preventDefault()}
              onDrop={(event) => {
                if (held.current === null) return;
                event.preventDefault();
                move(held.current, at);
                drag(null);
              }}
            >
              <div class="row ends">
                {isCarousel ? (
                  // biome-ignore lint/a11y/noStaticElementInteractions: the arrows do the same.
                  <span
                    class="handle row"
                    draggable
                    title="Drag to reorder"
                    onDragStart={(event) => {
                      event.dataTransfer?.setData('text/plain', item.file ?? item.address);
                      drag(item.key);
                    }}
                    onDragEnd={() => drag(null)}
                  >
                    <span aria-hidden="true">⠿</span> {at + 1}
                  </span>
                ) : (
                  <span />
                )}
                <ItemButtons
                  at={at}
                  count={items.length}
                  onMove={(by) => move(item.key, at + by)}
                  onRemove={() => {
                    change(removed(form, item.key));
                    if (item.file) drop(item.file);
                    next.current = Math.max(at - 1, 0);
                  }}
                />
              </div>
              <MediaItem
                form={form}
                files={files}
                change={change}
                item={item}
                number={isCarousel ? ` ${at + 1}` : ''}
              />
            </li>
          ))}
        </ol>
      )}
      {items.length < mostItems(form.kind) && (
        <>
          <FilePicker
            rules={rulesFor(wantedFor(form.kind))}
            label={CHOOSE[form.kind]}
            about="Postlog uploads it now, checks it, and fixes what it can. Nothing goes to Instagram until you publish."
            isMany={isCarousel}
            onFile={(file) => add([{ file: send(file) }])}
          />
          <div class="row between">
            <Button look="quiet" onClick={() => add([{ address: '' }])}>
              {isCarousel ? 'Add an address instead' : 'Use an address instead'}
            </Button>
            {isCarousel && (
              <span class="small soft number" role="status">
                {items.length} of {mostItems(form.kind)}
              </span>
            )}
          </div>
        </>
      )}
      {isCarousel && items.length > 1 && (
        <p class="small soft">
          Instagram shows all of a carousel in the shape of the first. Drag an item by its number,
          or use its arrows.
        </p>
      )}
    </Card>
  );
}

const CHOOSE = {
  IMAGE: 'Choose a picture, or drop it here',
  REELS: 'Choose a video, or drop it here',
  STORIES: 'Choose a picture or a video, or drop it here',
  CAROUSEL: 'Choose pictures and videos, or drop them here',
} as const;

interface ButtonsProps {
  at: number;
  count: number;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

function ItemButtons({ at, count, onMove, onRemove }: ButtonsProps) {
  const number = at + 1;
  return (
    <div class="row">
      {count > 1 && (
        <>
          <Button
            look="quiet"
            aria-label={`Move item ${number} up`}
            disabled={at === 0}
            onClick={() => onMove(-1)}
          >
            ↑
          </Button>
          <Button
            look="quiet"
            aria-label={`Move item ${number} down`}
            disabled={at === count - 1}
            onClick={() => onMove(1)}
          >
            ↓
          </Button>
        </>
      )}
      <Button look="quiet" aria-label={`Remove item ${number}`} onClick={onRemove}>
        Remove
      </Button>
    </div>
  );
}
