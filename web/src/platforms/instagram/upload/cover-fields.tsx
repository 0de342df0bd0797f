/** The cover of a reel: a moment of it, or a picture at an address. */
import { useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { TextField } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import type { ChangeForm, Files, PostForm } from '../form/post-form';
import { isAddress } from '../form/rules';
import { addressOf } from '../form/sent-files';

interface Props {
  form: PostForm;
  files: Files;
  change: ChangeForm;
}

export function CoverFields({ form, files, change }: Props) {
  const id = useId();
  const player = useRef<HTMLVideoElement>(null);
  const [length, setLength] = useState(0);
  const [item] = form.items;
  const file = item?.file ? files.get(item.file) : undefined;
  const address = file ? addressOf(file) : null;
  const lengthMs = file?.asset?.duration_ms ?? length * 1_000;
  const isWrong = form.coverAddress.trim() !== '' && !isAddress(form.coverAddress);
  const go = (coverMs: number) => {
    change({ coverMs });
    if (player.current) player.current.currentTime = coverMs / 1_000;
  };
  return (
    <Card label="Cover">
      {address && !form.coverAddress.trim() && (
        <div class="cover-frame">
          <video
            ref={player}
            src={address}
            muted
            playsInline
            preload="metadata"
            onLoadedMetadata={({ currentTarget }) => {
              setLength(Number.isFinite(currentTarget.duration) ? currentTarget.duration : 0);
              currentTarget.currentTime = (form.coverMs ?? 0) / 1_000;
            }}
          />
          <div class="field">
            <label for={id}>Cover frame</label>
            <input
              id={id}
              type="range"
              min={0}
              max={Math.max(Math.floor(lengthMs), 1)}
              step={100}
              value={form.coverMs ?? 0}
              aria-valuetext={`${((form.coverMs ?? 0) / 1_000).toFixed(1)} s`}
              onInput={(event) => go(Number(event.currentTarget.value))}
            />
            <div class="row hint">
              <span>
                {form.coverMs === null
                  ? 'The first frame, unless you choose another.'
                  : `The frame at ${(form.coverMs / 1_000).toFixed(1)} s.`}
              </span>
              {form.coverMs !== null && (
                <Button look="quiet" onClick={() => change({ coverMs: null })}>
                  Use the first frame
                </Button>
              )}
            </div>
          </div>
        </div>
      )}
      <TextField
        label="Cover picture by address (optional)"
        type="url"
        value={form.coverAddress}
        onValue={(coverAddress) => change({ coverAddress })}
        placeholder="https://media.example.com/cover.jpg"
        hint="A JPEG that Instagram fetches, instead of a frame of the video."
        error={isWrong ? 'Enter an address that starts with https://.' : undefined}
      />
    </Card>
  );
}
