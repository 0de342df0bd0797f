/** Accounts that are tagged: by pressing on the picture, or in a list with their places. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { TextField } from '../../../parts/form/field';
import { addressOf, type SentFile } from '../form/sent-files';
import { isUsername, MOST_TAGS, nameIn, retagged, type Tag, tagged, untagged } from '../form/tags';

interface Props {
  tags: readonly Tag[];
  /** The picture that can be pressed on, where it can be shown. */
  picture: SentFile | undefined;
  hasPoints: boolean;
  number: string;
  onTags: (tags: readonly Tag[]) => void;
}

export function TagFields({ tags, picture, hasPoints, number, onTags }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const isNew = useRef(false);
  useLayoutEffect(() => {
    if (!isNew.current) return;
    isNew.current = false;
    [...(list.current?.querySelectorAll<HTMLInputElement>('input[type="text"]') ?? [])]
      .at(-1)
      ?.focus();
  });
  const [isOpen, setOpen] = useState(tags.length > 0);
  const address = picture ? addressOf(picture) : null;
  const add = (x?: number, y?: number) => {
    onTags(tagged(tags, x, y));
    isNew.current = true;
  };
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Tag people{number && ` in item${number}`}
        {tags.length > 0 && ` (${tags.length})`}
      </summary>
      <div class="stack tags">
        {hasPoints && address && isOpen && (
          <>
            <p class="small soft">Tap or click the picture where the person is.</p>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the list below does the same by keyboard. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list below does the same by keyboard. */}
            <div
              class="tagged"
              onClick={(event) => {
                const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
                add((event.clientX - left) / width, (event.clientY - top) / height);
              }}
            >
              <img src={address} alt="" />
              {tags.map((tag) => (
                <span
                  key={tag.key}
                  class="tag small"
                  aria-hidden="true"
                  style={{ left: `${tag.x * 100}%`, top: `${tag.y * 100}%` }}
                >
                  @{nameIn(tag.username) || '…'}
                </span>
              ))}
            </div>
          </>
        )}
        <ul class="list stack" ref={list} aria-label={`Tags${number}`}>
          {tags.map((tag, at) => (
            <li key={tag.key} class="tag-row">
              <TextField
                label={`User name of tag ${at + 1}`}
                value={tag.username}
                onValue={(username) => onTags(retagged(tags, tag.key, { username }))}
                error={
                  tag.username && !isUsername(tag.username)
                    ? 'A user name has letters, digits, dots and underscores.'
                    : undefined
                }
              />
              {hasPoints && (
                <>
                  <Percent
                    label={`From the left, tag ${at + 1} (%)`}
                    value={tag.x}
                    onValue={(x) => onTags(retagged(tags, tag.key, { x }))}
                  />
                  <Percent
                    label={`From the top, tag ${at + 1} (%)`}
                    value={tag.y}
                    onValue={(y) => onTags(retagged(tags, tag.key, { y }))}
                  />
                </>
              )}
              <Button
                look="quiet"
                aria-label={`Remove tag ${at + 1}`}
                onClick={() => onTags(untagged(tags, tag.key))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
        <div>
          <Button disabled={tags.length >= MOST_TAGS} onClick={() => add()}>
            Add a tag
          </Button>
        </div>
      </div>
    </details>
  );
}

interface PercentProps {
  label: string;
  value: number;
  onValue: (value: number) => void;
}

function Percent({ label, value, onValue }: PercentProps) {
  return (
    <TextField
      label={label}
      type="number"
      value={String(Math.round(value * 100))}
      onValue={(text) => onValue(Number(text) / 100)}
    />
  );
}
