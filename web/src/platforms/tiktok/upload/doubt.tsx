/** Asks whether a file is a video, where its first bytes do not say so. */
import { Alert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import type { VideoFile } from '../form/post-form';

interface Props {
  video: VideoFile;
  onVideo: (video: VideoFile) => void;
}

export function Doubt({ video, onVideo }: Props) {
  if (video.doubt !== 'open') return null;
  return (
    <Alert
      tone="wait"
      title="This does not look like a video"
      actions={
        <Button onClick={() => onVideo({ ...video, doubt: 'confirmed' })}>
          It is a video: use it
        </Button>
      }
    >
      Postlog does not recognize it as a video. TikTok will probably reject it.
    </Alert>
  );
}
