/** The fields of a new post. None has a value before the person gives it one. */

export type Source = 'FILE' | 'ADDRESS' | 'PHOTOS';

export interface PostForm {
  source: Source;
  /** Whether it goes to the TikTok inbox, to be finished in the app. */
  isDraft: boolean;
  caption: string;
  photoTitle: string;
  description: string;
  privacy: string;
  allowComment: boolean;
  allowDuet: boolean;
  allowStitch: boolean;
  addMusic: boolean;
  discloses: boolean;
  ownBrand: boolean;
  branded: boolean;
  isAigc: boolean;
  /** Which moment of the video is its cover; TikTok takes the first frame where none is chosen. */
  coverMs: number | null;
  videoUrl: string;
  photos: readonly string[];
  /** Which photo is the cover, from 0. */
  cover: number;
}

/** Changes some fields of the form. */
export type ChangeForm = (by: Partial<PostForm>) => void;

export const EMPTY: PostForm = {
  source: 'FILE',
  isDraft: false,
  caption: '',
  photoTitle: '',
  description: '',
  privacy: '',
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  addMusic: false,
  discloses: false,
  ownBrand: false,
  branded: false,
  isAigc: false,
  coverMs: null,
  videoUrl: '',
  photos: [''],
  cover: 0,
};

/** A file that was chosen, with what the browser could find out about it. */
export interface VideoFile {
  file: File;
  /** In seconds; null where the browser cannot read it. */
  duration: number | null;
  /** Whether it is to be sent although its first bytes are those of no video that we know. */
  doubt?: 'open' | 'confirmed';
}

/** The part of a creator's answer that decides what may be chosen. */
export interface Offer {
  privacy_level_options: readonly string[];
  comment_disabled: boolean;
  duet_disabled: boolean;
  stitch_disabled: boolean;
  max_video_post_duration_sec: number;
}

export const SELF_ONLY = 'SELF_ONLY';

const PRIVACY: Record<string, string> = {
  PUBLIC_TO_EVERYONE: 'Everyone',
  MUTUAL_FOLLOW_FRIENDS: 'Friends',
  FOLLOWER_OF_CREATOR: 'Followers',
  SELF_ONLY: 'Only you',
};

/** What TikTok's app calls a visibility; one that is new is shown as TikTok writes it. */
export function privacyWord(level: string): string {
  return PRIVACY[level] ?? level;
}
