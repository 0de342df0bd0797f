/** What is posted: a file from here, or what TikTok fetches from an address. */
import { useRef, useState } from 'preact/hooks';
import { TextField } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import { FilePicker } from '../../../uploads/file-picker';
import { sizeWord } from '../../../uploads/pace';
import type { ChangeForm, Offer, PostForm, VideoFile } from '../form/post-form';
import { readVideo } from '../form/read-video';
import { addressTrouble, lengthTrouble, spoken } from '../form/rules';
import { type Verified, verifiedWords } from '../form/verified';
import { VIDEOS } from '../form/video-file';
import { Doubt } from './doubt';
import { PhotoFields } from './photo-fields';

const SOURCES = [
  { value: 'FILE', label: 'Video file' },
  { value: 'ADDRESS', label: 'Video address' },
  { value: 'PHOTOS', label: 'Photos' },
] as const;

interface Props {
  form: PostForm;
  change: ChangeForm;
  video: VideoFile | null;
  onVideo: (video: VideoFile | null) => void;
  offer: Offer | null;
  /** Where TikTok may fetch from. */
  verified: Verified;
  /** The name of a file that was chosen before the page was loaded again. */
  lost: string | null;
  /** Whether a video stays a video, and photos stay photos. */
  isMediaFixed: boolean;
}

export function SourceFields({
  form,
  change,
  video,
  onVideo,
  offer,
  verified,
  lost,
  isMediaFixed,
}: Props) {
  const [reading, setReading] = useState<File | null>(null);
  const latest = useRef<File | null>(null);
  const choose = async (file: File) => {
    latest.current = file;
    setReading(file);
    onVideo(null);
    change({ coverMs: null });
    const read = await readVideo(file);
    if (latest.current !== file) return;
    onVideo(read);
    setReading(null);
  };
  const trouble = video && lengthTrouble(form, offer, video);
  return (
    <Card label="Content">
      <Segmented
        legend="What do you post?"
        value={form.source}
        onValue={(source) => change({ source })}
        segments={SOURCES.map((source) => ({
          ...source,
          isDisabled: isMediaFixed && (source.value === 'PHOTOS') !== (form.source === 'PHOTOS'),
        }))}
      />
      {form.source === 'FILE' && (
        <FilePicker
          rules={VIDEOS}
          label={reading?.name ?? video?.file.name ?? 'Choose a video, or drop it here'}
          about={reading ? 'Reading the video…' : aboutFile(video)}
          onFile={(file) => void choose(file)}
          {...(trouble ? { error: trouble } : {})}
        />
      )}
      {form.source === 'FILE' && !video && !reading && lost && (
        <p class="small soft" role="status">
          What you typed and chose is here again. Choose the file once more: it was {lost}.
        </p>
      )}
      {form.source === 'FILE' && video && <Doubt video={video} onVideo={onVideo} />}
      {form.source === 'ADDRESS' && (
        <TextField
          label="Address of the video"
          type="url"
          value={form.videoUrl}
          onValue={(videoUrl) => change({ videoUrl })}
          placeholder="https://media.example.com/video.mp4"
          hint={`TikTok fetches it from there: the address must be verified with TikTok, answer without a redirect, and stay up for an hour. ${verifiedWords(verified)}`}
          error={addressError(form.videoUrl, verified)}
        />
      )}
      {form.source === 'PHOTOS' && <PhotoFields form={form} change={change} verified={verified} />}
    </Card>
  );
}

function addressError(address: string, verified: Verified): string | undefined {
  const trouble = address.trim() && addressTrouble(address, verified);
  return trouble ? `This ${trouble}` : undefined;
}

function aboutFile(video: VideoFile | null): string {
  if (!video) return 'MP4, MOV or WebM, up to 4 GB. It stays here until you publish.';
  const length =
    video.duration === null
      ? 'this browser cannot read its length'
      : `${spoken(video.duration)} long`;
  return `${sizeWord(video.file.size)}, ${length}. Press to choose another.`;
}
