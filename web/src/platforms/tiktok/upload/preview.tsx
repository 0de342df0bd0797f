/** What will be posted, as it is: nothing is added to it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Card } from '../../../parts/surface';
import { mayShow, mediaOrigins } from '../form/media-origins';
import type { VideoFile, Wish } from '../form/post-form';
import { hasText, isAddress, spoken } from '../form/rules';
import type { SetWish } from './composer';

interface Props {
  wish: Wish;
  change: SetWish;
  video: VideoFile | null;
  name: string | null;
}

export function Preview({ wish, change, video, name }: Props) {
  const words = wish.source === 'PHOTOS' ? wish.photoTitle || wish.description : wish.caption;
  return (
    <aside class="preview" aria-label="Preview">
      <Card title="Preview">
        {wish.source === 'FILE' && (
          <FilePreview wish={wish} change={change} video={video} key={video?.file.name ?? ''} />
        )}
        {wish.source === 'ADDRESS' && <AddressPreview address={wish.videoUrl.trim()} />}
        {wish.source === 'PHOTOS' && <PhotosPreview wish={wish} />}
        <div class="caption small">
          <p class="nickname break">{name}</p>
          <p class="soft break">
            {hasText(wish) ? words || 'No words yet.' : 'You add the caption in the TikTok app.'}
          </p>
        </div>
      </Card>
    </aside>
  );
}

function Nothing({ children }: { children: string }) {
  return <p class="screen nothing small soft">{children}</p>;
}

function FilePreview({ wish, change, video }: Pick<Props, 'wish' | 'change' | 'video'>) {
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
  const isCoverChoosable = !wish.isDraft && video.duration !== null;
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
            value={wish.coverMs ?? 0}
            aria-valuetext={spoken((wish.coverMs ?? 0) / 1_000)}
            onInput={(event) => {
              const coverMs = Number(event.currentTarget.value);
              change({ coverMs });
              if (player.current) player.current.currentTime = coverMs / 1_000;
            }}
          />
          <div class="row hint">
            <span>
              {wish.coverMs === null
                ? 'The first frame, unless you choose another.'
                : `The frame at ${(wish.coverMs / 1_000).toFixed(1)} s.`}
            </span>
            {wish.coverMs !== null && (
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

function PhotosPreview({ wish }: { wish: Wish }) {
  const origins = useShown();
  const addresses = wish.photos.map((photo) => photo.trim());
  const cover = addresses[wish.cover] ?? '';
  const shown = [cover, ...addresses.filter((_, index) => index !== wish.cover)].filter(isAddress);
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

/** This page loads nothing from places that Postlog's operator has not named. */
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
      <li class="soft">Not on a verified domain of this Postlog: open it to look at it.</li>
    </ul>
  );
}
