/** The photos of a post, in their order, by address. */
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { added, changed, leftOutWords, moved, removed } from '../form/photos';
import type { ChangeForm, PostForm } from '../form/post-form';
import { MOST_PHOTOS, photoTrouble } from '../form/rules';
import { type Verified, verifiedWords } from '../form/verified';

interface Props {
  form: PostForm;
  change: ChangeForm;
  /** Where TikTok may fetch from. */
  verified: Verified;
}

export function PhotoFields({ form, change: put, verified }: Props) {
  const [leftOut, setLeftOut] = useState({ at: 0, count: 0 });
  const change: ChangeForm = (by) => {
    put(by);
    setLeftOut({ at: 0, count: 0 });
  };
  const list = useRef<HTMLOListElement>(null);
  const next = useRef<number | null>(null);
  const focusOn = (index: number) => {
    next.current = index;
  };
  // As soon as the list is drawn: later, the person may already type in another field.
  useLayoutEffect(() => {
    if (next.current === null) return;
    list.current?.querySelectorAll<HTMLInputElement>('input[type="url"]')[next.current]?.focus();
    next.current = null;
  });
  return (
    <fieldset class="stack photos">
      <legend class="small soft">
        1 to {MOST_PHOTOS} JPEG or WebP pictures, at most 1080 pixels on the shorter side, on a
        domain that is verified with TikTok. Paste several addresses at once if you like.{' '}
        {verifiedWords(verified)}
      </legend>
      <ol class="list stack" ref={list}>
        {form.photos.map((address, index) => (
          <li key={index}>
            <PhotoField
              address={address}
              index={index}
              form={form}
              verified={verified}
              change={(by) => {
                change(by);
                if ('photos' in by && by.photos) focusOn(Math.min(index, by.photos.length - 1));
              }}
              news={leftOut.count && leftOut.at === index ? leftOutWords(leftOut.count) : ''}
              onAddress={(next) => {
                const { list, leftOut: count } = changed(form, index, next);
                put(list);
                setLeftOut({ at: index, count });
              }}
              onMove={(by) => {
                change(moved(form, index, by));
                focusOn(index + by);
              }}
            />
          </li>
        ))}
      </ol>
      <div class="row">
        <Button
          aria-disabled={form.photos.length >= MOST_PHOTOS || undefined}
          onClick={() => {
            change(added(form));
            focusOn(form.photos.length);
          }}
        >
          Add a photo
        </Button>
        <span class="small soft number" role="status">
          {form.photos.filter((photo) => photo.trim()).length} of {MOST_PHOTOS}
        </span>
      </div>
    </fieldset>
  );
}

interface FieldProps extends Props {
  address: string;
  index: number;
  /** What became of the addresses that were put here. */
  news: string;
  onAddress: (address: string) => void;
  onMove: (by: 1 | -1) => void;
}

function PhotoField(props: FieldProps) {
  const { address, index, form, change, verified, news, onAddress, onMove } = props;
  const id = useId();
  const number = index + 1;
  const trouble = address.trim() && photoTrouble(address, verified);
  const error = news || (trouble ? `Photo ${number} ${trouble}` : '');
  return (
    <fieldset class="photo" aria-label={`Photo ${number}`}>
      <input
        class="control"
        type="url"
        aria-label={`Address of photo ${number}`}
        aria-invalid={trouble ? true : undefined}
        aria-describedby={error ? id : undefined}
        placeholder="https://media.example.com/1.jpg"
        value={address}
        onInput={(event) => onAddress(event.currentTarget.value)}
      />
      <label class="cover">
        <input
          type="radio"
          name="cover"
          checked={form.cover === index}
          onChange={() => change({ cover: index })}
        />
        Cover
      </label>
      <div class="row">
        <Button
          look="quiet"
          aria-label={`Move photo ${number} up`}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        >
          ↑
        </Button>
        <Button
          look="quiet"
          aria-label={`Move photo ${number} down`}
          disabled={index === form.photos.length - 1}
          onClick={() => onMove(1)}
        >
          ↓
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove photo ${number}`}
          disabled={form.photos.length === 1 && !address}
          onClick={() => change(removed(form, index))}
        >
          Remove
        </Button>
      </div>
      {error && (
        // Read out when it is news; what is wrong with one of 35 addresses is told at its field.
        <p class="error" role={news ? 'alert' : undefined} id={id}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
