/** Which video files TikTok takes: https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
import type { VideoRules } from '../../../uploads/file-picker';
import { troubleIn } from '../media/look';

const MOST_BYTES = 4 * 1024 ** 3;
const PLAYABLE = /\.(mp4|m4v|mov|qt|webm)$/i;

const ACCEPT = 'video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm';

/** Why TikTok would not take this file, by its name and size. */
export function fileTrouble(file: Pick<File, 'name' | 'size' | 'type'>): string | null {
  if (!PLAYABLE.test(file.name) && !file.type.startsWith('video/')) {
    return 'TikTok takes MP4, MOV and WebM videos; this is another kind of file.';
  }
  if (file.size === 0) return 'This file is empty.';
  return file.size > MOST_BYTES ? 'This file is larger than the 4 GB that TikTok takes.' : null;
}

export const VIDEOS: VideoRules = {
  accept: ACCEPT,
  trouble: async (file) => fileTrouble(file) ?? (await troubleIn(file)),
};
