/** A preview of the post. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { mayShow, mediaOrigins } from '../../../composing/media-origins';
import { Shown } from '../../../composing/shown';
import { Button } from '../../../parts/button';
import { Card } from '../../../parts/surface';
import type { ChangeForm, PostForm, VideoFile } from '../form/post-form';
import { hasText, isAddress, isBranded, labelOf, spoken } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
  video: VideoFile | null;
  name: string | null;
}

export function Preview({ form, change, video, name }: Props) {
  const words = form.source === 'PHOTOS' ? form.photoTitle || form.description : form.caption;
  const label = labelOf(form);
  const player = useRef<HTMLVideoElement>(null);
  return (
    <aside class="preview" aria-label="Preview">
      <Card title="Preview">
        <div class="phone tiktok-phone">
          {form.source === 'FILE' && <FilePreview form={form} video={video} player={player} />}
          {form.source === 'ADDRESS' && <AddressPreview address={form.videoUrl.trim()} />}
          {form.source === 'PHOTOS' && <PhotosPreview form={form} />}
          <div class="over">
            <p class="nickname break">{name}</p>
            <p class="caption break">
              {hasText(form)
                ? words || 'No caption yet.'
                : 'You add the caption in the TikTok app.'}
            </p>
            {label && (
              <p class="promoted">{isBranded(form) ? 'Paid partnership' : 'Promotional content'}</p>
            )}
            {!form.isDraft && form.isAigc && (
              <p class="promoted">Creator labeled as AI-generated</p>
            )}
          </div>
        </div>
        {form.source === 'FILE' && (
          <CoverField form={form} change={change} video={video} player={player} />
        )}
      </Card>
    </aside>
  );
}

function Nothing({ children }: { children: string }) {
  return <p class="screen nothing small soft">{children}</p>;
}

interface FileProps extends Pick<Props, 'form' | 'video'> {
  player: RefObject<HTMLVideoElement | null>;
}

function FilePreview({ video, player }: FileProps) {
  const [address, setAddress] = useState('');
  const [isBroken, setBroken] = useState(false);
  const file = video?.file;
  useEffect(() => {
    setBroken(false);
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!video || !address) return <Nothing>Your video will be shown here.</Nothing>;
  if (isBroken)
    return <Nothing>This browser cannot play the video, but you can still post it.</Nothing>;
  return (
    // biome-ignore lint/a11y/useMediaCaption: it is the person's own video, not published yet.
    <video
      class="screen"
      ref={player}
      src={address}
      controls
      playsInline
      preload="metadata"
      onError={() => setBroken(true)}
    />
  );
}

function CoverField({ form, change, video, player }: FileProps & Pick<Props, 'change'>) {
  if (!video || form.isDraft || video.duration === null) return null;
  return (
    <div class="field cover-choice">
      <label for="cover-frame">Cover</label>
      <input
        id="cover-frame"
        type="range"
        min={0}
        max={Math.floor(video.duration * 1_000)}
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the arrow keys. */}
      <ul class="list pictures" aria-label="Photos" tabIndex={0}>
        {shown
          .filter((address) => mayShow(address, origins))
          .map((address, index) => (
            <li key={`${index} ${address}`}>
              <Shown
                address={address}
                isVideo={false}
                alt={index === 0 ? 'Cover' : `Photo ${index + 1}`}
              />
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
    <ul class="list stack small elsewhere">
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
