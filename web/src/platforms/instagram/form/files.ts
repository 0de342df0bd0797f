/** Which files may be chosen. Postlog looks into each file, and mends pictures that it can. */
import type { VideoRules } from '../../../uploads/file-picker';

/** Where the tab keeps which files it has sent. */
export const FILES_PLACE = 'instagram-files';

const LARGEST_PICTURE = 64 * 1024 ** 2;
const LARGEST_VIDEO = 300 * 1000 ** 2;
const PICTURES = /\.(jpe?g|png|webp|heic|heif|avif|gif|bmp|tiff?)$/i;
const VIDEOS = /\.(mp4|m4v|mov|qt)$/i;

type Chosen = Pick<File, 'name' | 'size' | 'type'>;

export function isVideoFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return type.startsWith('video/') || VIDEOS.test(name);
}

function isPictureFile({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return type.startsWith('image/') || PICTURES.test(name);
}

/** What may be chosen: pictures, videos, or both. */
export type Wanted = 'picture' | 'video' | 'both';

const WORDS: Record<Wanted, string> = {
  picture: 'This is not a picture.',
  video: 'This is not a video; a reel is an MP4 or MOV video.',
  both: 'This is neither a picture nor a video.',
};

/** Why Instagram would not take this file, by its name and size. */
export function fileTrouble(file: Chosen, wanted: Wanted): string | null {
  const fits =
    (wanted !== 'video' && isPictureFile(file)) || (wanted !== 'picture' && isVideoFile(file));
  if (!fits) return WORDS[wanted];
  if (file.size === 0) return 'This file is empty.';
  const [most, words] = isVideoFile(file) ? [LARGEST_VIDEO, '300 MB'] : [LARGEST_PICTURE, '64 MB'];
  return file.size > most ? `This file is larger than ${words}.` : null;
}

const PICTURE_TYPES = 'image/*';
const VIDEO_TYPES = 'video/mp4,video/quicktime,.mp4,.mov';

export function rulesFor(wanted: Wanted): VideoRules {
  const accept = { picture: PICTURE_TYPES, video: VIDEO_TYPES }[wanted as 'picture' | 'video'];
  return {
    accept: accept ?? `${PICTURE_TYPES},${VIDEO_TYPES}`,
    trouble: async (file) => fileTrouble(file, wanted),
  };
}
