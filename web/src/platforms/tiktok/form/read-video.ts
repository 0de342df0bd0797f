/** What the browser can find out about a video before it is sent. */
import { isRecognized, lookInto } from '../media/look';
import type { VideoFile } from './post-form';
import { lengthOf } from './video-length';

export async function readVideo(file: File): Promise<VideoFile> {
  const duration = (await lengthOf(file)) ?? (await lookInto(file)).duration ?? null;
  const isKnown = duration !== null || (await isRecognized(file).catch(() => false));
  return { file, duration, ...(isKnown ? {} : { doubt: 'open' }) };
}
