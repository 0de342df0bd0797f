/** A file that is chosen elsewhere on the page, read as a video for TikTok. */
import { useEffect, useState } from 'preact/hooks';
import type { VideoFile } from './post-form';
import { readVideo } from './read-video';
import { VIDEOS } from './video-file';

interface Read {
  video: VideoFile | null;
  /** Why TikTok does not take the file, or what it waits for; null where it does. */
  trouble: string | null;
}

const READING = 'Wait until the video has been read.';

/** Read the file again whenever it is another one. */
export function useVideo(file: File | null): Read & { setVideo: (video: VideoFile) => void } {
  const [read, setRead] = useState<Read>({ video: null, trouble: null });
  useEffect(() => {
    let isLatest = true;
    setRead({ video: null, trouble: file && READING });
    if (file) void examine(file).then((found) => isLatest && setRead(found));
    return () => {
      isLatest = false;
    };
  }, [file]);
  return { ...read, setVideo: (video) => setRead({ video, trouble: null }) };
}

async function examine(file: File): Promise<Read> {
  const trouble = await VIDEOS.trouble(file);
  return trouble ? { video: null, trouble } : { video: await readVideo(file), trouble: null };
}
