/** Choosing a video file: by the system's dialog, or by dropping it here. */
import '../platforms/tiktok/upload/upload.css';
import { useId, useState } from 'preact/hooks';
import { Icon } from '../parts/icons';
import type { VideoFile } from '../platforms/tiktok/form/post-form';
import { fileTrouble, spoken } from '../platforms/tiktok/form/rules';
import { sizeWord } from './pace';

interface Props {
  video: VideoFile | null;
  isReading?: boolean;
  onFile: (file: File) => void;
  /** What is wrong with the file that was chosen. */
  error?: string;
  label?: string;
  /** What is said beneath, where no video is chosen yet. */
  about?: string;
}

export function FilePicker({ video, isReading, onFile, error, label, about: words }: Props) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  const take = (file: File | undefined) => {
    if (!file) return;
    const trouble = fileTrouble(file);
    setRefused(trouble ? `${file.name}: ${trouble}` : '');
    if (!trouble) onFile(file);
  };
  const wrong = refused || error;
  return (
    <div class="field">
      <label
        class="picker"
        data-over={isOver ? '' : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        <input
          type="file"
          accept="video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm"
          aria-describedby={`${id}-about`}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Icon name="posts" />
        <span class="name break">
          {video ? video.file.name : (label ?? 'Choose a video, or drop it here')}
        </span>
        <span class="small soft" id={`${id}-about`}>
          {about(video, isReading ?? false, words)}
        </span>
      </label>
      {wrong && (
        <p class="error" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

const UNCHOSEN = 'MP4, MOV or WebM, up to 4 GB. It stays here until you publish.';

function about(video: VideoFile | null, isReading: boolean, words = UNCHOSEN): string {
  if (isReading) return 'Reading the video…';
  if (!video) return words;
  const length =
    video.duration === null
      ? 'this browser cannot read its length'
      : `${spoken(video.duration)} long`;
  return `${sizeWord(video.file.size)}, ${length}. Press to choose another.`;
}
