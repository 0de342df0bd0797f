/** A preview of the post. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Card } from '../../../parts/surface';
import { mayShow, mediaOrigins } from '../form/media-origins';
import type { ChangeForm, PostForm, VideoFile } from '../form/post-form';
import { hasText, isAddress, spoken } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
  video: VideoFile | null;
  name: string | null;
}

export function Preview({ form, change, video, name }: Props) {
  const words = form.source === 'PHOTOS' ? form.photoTitle || form.description : form.caption;
  return (
    <aside class="preview" aria-label="Preview">
      <Card title="Preview">
        {form.source === 'FILE' && (
          <FilePreview form={form} change={change} video={video} key={video?.file.name ?? ''} />
        )}
        {form.source === 'ADDRESS' && <AddressPreview address={form.videoUrl.trim()} />}
        {form.source === 'PHOTOS' && <PhotosPreview form={form} />}
        <div class="caption small">
          <p class="nickname break">{name}</p>
          <p class="soft break">
            {hasText(form) ? words || 'No caption yet.' : 'You add the caption in the TikTok app.'}
          </p>
        </div>
      </Card>
    </aside>
  );
}

function Nothing({ children }: { children: string }) {
  return <p class="screen nothing small soft">{children}</p>;
}

function FilePreview({ form, change, video }: Pick<Props, 'form' | 'change' | 'video'>) {
  const player = useRef<HTMLVideoElement>(null);
  const [address, setAddress] = useState('');
  const file = video?.file;
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!video || !address) return <Nothing>Your video will be shown here.</Nothing>;
  const isCoverChoosable = !form.isDraft && video.duration !== null;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: it is the person's own video, not published yet. */}
      <video class="screen" ref={player} src={address} controls playsInline preload="metadata" />
      {isCoverChoosable && (
        <div class="field">
          <label for="cover-frame">Cover</label>
          <input
            id="cover-frame"
            type="range"
            min={0}
            max={Math.floor((video.duration ?? 0) * 1_000)}
            step={100}
            value={form.coverMs ?? 0}
            aria-valuetext={spoken((form.coverMs ?? 0) / 1_000)}
            onInput={(event) => {
              const coverMs = Number(event.currentTarget.value);
              change({ coverMs });
              if (player.current) player.current.currentTime = coverMs / 1_000;
            }}
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
      )}
    </>
  );
}

function useShown(): readonly string[] | null {
  const [origins, setOrigins] = useState<readonly string[] | null>([]);
  useEffect(() => void mediaOrigins().then(setOrigins), []);
  return origins;
}

function AddressPreview({ address }: { address: string }) {
  const origins = useShown();
  if (!isAddress(address)) return <Nothing>The video at this address will be shown here.</Nothing>;
  if (!mayShow(address, origins)) return <Elsewhere addresses={[address]} />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: it is the person's own video, not published yet.
    <video class="screen" key={address} src={address} controls playsInline preload="metadata" />
  );
}

function PhotosPreview({ form }: { form: PostForm }) {
  const origins = useShown();
  const addresses = form.photos.map((photo) => photo.trim());
  const cover = addresses[form.cover] ?? '';
  const shown = [cover, ...addresses.filter((_, index) => index !== form.cover)].filter(isAddress);
  const elsewhere = shown.filter((address) => !mayShow(address, origins));
  if (shown.length === 0)
    return <Nothing>Your photos will be shown here, the cover first.</Nothing>;
  return (
    <>
      <ul class="list pictures">
        {shown
          .filter((address) => mayShow(address, origins))
          .map((address, index) => (
            <li key={`${index} ${address}`}>
              <img src={address} alt={index === 0 ? 'Cover' : `Photo ${index + 1}`} />
            </li>
          ))}
      </ul>
      {elsewhere.length > 0 && <Elsewhere addresses={elsewhere} />}
    </>
  );
}

/** Links to media on origins that the operator of Postlog has not allowed; this page does not load them. */
function Elsewhere({ addresses }: { addresses: readonly string[] }) {
  return (
    <ul class="list stack small">
      {addresses.map((address) => (
        <li key={address} class="break">
          <a href={address} target="_blank" rel="noopener noreferrer">
            {address}
          </a>
        </li>
      ))}
      <li class="soft">
        These are not on a verified domain, so they are not shown here. Open the links to see them.
      </li>
    </ul>
  );
}
