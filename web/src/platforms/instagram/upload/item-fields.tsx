/** What is posted: files from here, or what Instagram fetches from an address. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { TextArea, TextField } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import { FilePicker } from '../../../uploads/file-picker';
import { sizeWord } from '../../../uploads/pace';
import { rulesFor } from '../form/files';
import {
  added,
  type ChangeForm,
  changedItem,
  hasAltText,
  type Item,
  itemsOf,
  MOST_ITEMS,
  moved,
  type PostForm,
  removed,
  wantedFor,
} from '../form/post-form';
import { isAddress, LONGEST_ALT_TEXT } from '../form/rules';

const SOURCES = [
  { value: 'FILE', label: 'From this device' },
  { value: 'ADDRESS', label: 'From an address' },
] as const;

interface Props {
  form: PostForm;
  change: ChangeForm;
}

export function ItemFields({ form, change }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const next = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (next.current === null) return;
    list.current?.querySelectorAll<HTMLElement>('li')[next.current]?.focus();
    next.current = null;
  });
  const items = itemsOf(form);
  const isCarousel = form.kind === 'CAROUSEL';
  return (
    <Card label="Content">
      <Segmented
        legend="Where is it?"
        value={form.source}
        onValue={(source) => change({ source })}
        segments={SOURCES}
      />
      {!isCarousel && items[0] && (
        <ItemField form={form} change={change} item={items[0]} number="" />
      )}
      {isCarousel && (
        <>
          <ol class="list stack media-items" ref={list} aria-label="Pictures and videos">
            {items.map((item, at) => (
              <li key={item.key} class="stack" tabIndex={-1} aria-label={`Item ${at + 1}`}>
                <ItemField form={form} change={change} item={item} number={` ${at + 1}`} />
                <ItemButtons
                  at={at}
                  count={items.length}
                  onMove={(by) => {
                    change(moved(form, item.key, by));
                    next.current = at + by;
                  }}
                  onRemove={() => {
                    change(removed(form, item.key));
                    next.current = Math.max(at - 1, 0);
                  }}
                />
              </li>
            ))}
          </ol>
          <div class="row">
            <Button
              disabled={items.length >= MOST_ITEMS}
              onClick={() => {
                change(added(form));
                next.current = items.length;
              }}
            >
              Add another
            </Button>
            <span class="small soft number" role="status">
              {items.length} of {MOST_ITEMS}
            </span>
          </div>
        </>
      )}
    </Card>
  );
}

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
      <Button look="quiet" aria-label={`Remove item ${number}`} onClick={onRemove}>
        Remove
      </Button>
    </div>
  );
}

type FieldProps = Props & { item: Item; number: string };

function ItemField({ form, change, item, number }: FieldProps) {
  const put = (by: Partial<Item>) => change(changedItem(form, item.key, by));
  return (
    <>
      {form.source === 'FILE' ? (
        <FilePicker
          rules={rulesFor(wantedFor(form.kind))}
          label={item.file?.name ?? `${CHOOSE[wantedFor(form.kind)]}${number}`}
          about={item.file ? `${sizeWord(item.file.size)}. Press to choose another.` : ABOUT}
          onFile={(file) => put({ file })}
        />
      ) : (
        <AddressField form={form} item={item} number={number} put={put} />
      )}
      {hasAltText(form, item) && (
        <TextArea
          label={`Alternative text${number}`}
          hint="What the picture shows, for people who cannot see it."
          rows={2}
          limit={LONGEST_ALT_TEXT}
          value={item.altText}
          onValue={(altText) => put({ altText })}
        />
      )}
    </>
  );
}

const CHOOSE = {
  picture: 'Choose a picture, or drop it here',
  video: 'Choose a video, or drop it here',
  both: 'Choose a picture or a video, or drop it here',
} as const;
const ABOUT =
  'It stays here until you publish. Postlog mends what Instagram would refuse, if it can.';

interface AddressProps {
  form: PostForm;
  item: Item;
  number: string;
  put: (by: Partial<Item>) => void;
}

function AddressField({ form, item, number, put }: AddressProps) {
  const isWrong = item.address.trim() !== '' && !isAddress(item.address);
  return (
    <>
      {wantedFor(form.kind) === 'both' && (
        <Segmented
          legend={`What is at the address${number}?`}
          value={item.isVideoAddress ? 'VIDEO' : 'PICTURE'}
          onValue={(what) => put({ isVideoAddress: what === 'VIDEO' })}
          segments={[
            { value: 'PICTURE', label: 'A picture (JPEG)' },
            { value: 'VIDEO', label: 'A video (MP4 or MOV)' },
          ]}
        />
      )}
      <TextField
        label={`Address${number}`}
        type="url"
        value={item.address}
        onValue={(address) => put({ address })}
        placeholder="https://media.example.com/…"
        hint="Instagram fetches it from there: the address must be public, and stay up until the post is published."
        error={isWrong ? 'This is not an address that begins with https://.' : undefined}
      />
    </>
  );
}
