/** What is posted: a file from here, or what TikTok fetches from an address. */
import { useRef, useState } from 'preact/hooks';
import { TextField } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import { FilePicker } from '../../../uploads/file-picker';
import type { Offer, VideoFile, Wish } from '../form/post-form';
import { lengthTrouble } from '../form/rules';
import { lengthOf } from '../form/video-length';
import type { SetWish } from './composer';
import { PhotoFields } from './photo-fields';

interface Props {
  wish: Wish;
  change: SetWish;
  video: VideoFile | null;
  onVideo: (video: VideoFile | null) => void;
  offer: Offer | null;
}

export function SourceFields({ wish, change, video, onVideo, offer }: Props) {
  const [reading, setReading] = useState<File | null>(null);
  const latest = useRef<File | null>(null);
  const choose = async (file: File) => {
    latest.current = file;
    setReading(file);
    onVideo(null);
    change({ coverMs: null });
    const duration = await lengthOf(file);
    if (latest.current !== file) return;
    onVideo({ file, duration });
    setReading(null);
  };
  const trouble = video && lengthTrouble(video, wish.isDraft ? null : offer);
  return (
    <Card label="Content">
      <Segmented
        legend="What do you post?"
        value={wish.source}
        onValue={(source) => change({ source })}
        segments={[
          { value: 'FILE', label: 'Video file' },
          { value: 'ADDRESS', label: 'Video address' },
          { value: 'PHOTOS', label: 'Photos' },
        ]}
      />
      {wish.source === 'FILE' && (
        <FilePicker
          video={video}
          isReading={reading !== null}
          onFile={(file) => void choose(file)}
          {...(reading ? { label: reading.name } : {})}
          {...(trouble ? { error: trouble } : {})}
        />
      )}
      {wish.source === 'ADDRESS' && (
        <TextField
          label="Address of the video"
          type="url"
          value={wish.videoUrl}
          onValue={(videoUrl) => change({ videoUrl })}
          placeholder="https://media.example.com/video.mp4"
          hint="TikTok fetches it from there: the address must be on a domain that is verified with TikTok, answer without a redirect, and stay up for an hour."
        />
      )}
      {wish.source === 'PHOTOS' && <PhotoFields wish={wish} change={change} />}
    </Card>
  );
}
