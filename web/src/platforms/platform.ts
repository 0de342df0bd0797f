/** What the shared pages need of a platform. Each platform has a folder here, and a line in `index.ts`. */
import type { ComponentType } from 'preact';
import type { Crm } from '../api/clients';
import type { SeveralProps } from '../composing/several';
import type { Page } from '../live/paging';
import type { Tone } from '../parts/alert';
import type { IconName } from '../parts/icons';
import type { EventWords } from '../parts/words/event-words';
import type { StatusWords } from '../parts/words/status-words';
import type { VideoRules } from '../uploads/file-picker';
import type { UploadTarget } from '../uploads/uploads';

export type Post = Crm['Post'];
export type PostDetail = Crm['PostDetail'];

/** What the platform's service says of a post. */
export interface PostStatus {
  post_id: string;
  account_id: string;
  status: string;
  media: string;
  mode: string;
  source: string;
  attempt: number;
  is_delayed: boolean;
  fail_reason: string | null;
  /** The platform's own sentence about a failure, and its id of the call. */
  platform_message: string | null;
  log_id: string | null;
  message: string;
  next_step: string;
  /** Whether a new attempt is possible, and whether it may make a second post. */
  retry: 'never' | 'safe' | 'may_post_twice';
  /** What a new attempt must change, since the platform would refuse the same again. */
  change: string | null;
  /** In bytes; null where no file is sent. */
  video_size: number | null;
  created_at: string;
  observed_at: string | null;
  /** Where each public id can be watched, as far as that is known. */
  links: Record<string, string>;
  /** Where the file is sent; null where no byte is expected. */
  upload: UploadTarget | null;
}

/** Reads and changes posts. Each function throws `Problem` where the API refuses. */
export interface PostsApi {
  /** Read what the platform's service and the CRM know; null for what one of them does not know. */
  read: (post_id: string) => Promise<{ status: PostStatus | null; detail: PostDetail | null }>;
  /** Read what the newest attempt asks for; null for what the platform's service does not know. */
  asked: (post_id: string) => Promise<Asked | null>;
  cancel: (post_id: string) => Promise<PostStatus>;
  /** List public videos that were posted without Postlog. */
  elsewhere: (page: { limit: number; cursor?: string }) => Promise<Page<Elsewhere>>;
}

/** Something public that was posted without Postlog. */
export type Elsewhere = Crm['ForeignVideo'] & { isVideo: boolean };

export interface Option {
  value: string;
  label: string;
}

export interface Step {
  name: string;
  /** `stopped` is where the person has cancelled the post. */
  state: 'done' | 'now' | 'next' | 'failed' | 'stopped';
}

/** A text, or a choice, of a post as it was asked for. */
export interface Choice {
  name: string;
  text: string;
}

/** A picture or a video of a post, as far as it can still be shown. */
export interface Shown {
  /** Where the picture is; null where there is none. */
  src: string | null;
  alt: string;
  isVideo: boolean;
}

/** What a post was asked for with. */
export interface Asked {
  /** With the line breaks as they were typed. */
  caption: string;
  choices: readonly Choice[];
  shown: readonly Shown[];
}

/** What tells how a post stands. */
export type Standing = Pick<Post, 'status' | 'fail_reason' | 'visibility' | 'requested_at'>;

export interface PostFact {
  name: string;
  text: string;
  href?: string;
  /** For an id: what it is called where it is copied. */
  id?: string;
}

export type Uncounted = Pick<PostDetail, 'status' | 'privacy_level' | 'mode' | 'visibility'>;

/** What the steps of a post are told from; the reason and the visibility may not be known. */
export type StepsOf = Pick<PostStatus, 'status' | 'source' | 'mode'> &
  Partial<Pick<PostDetail, 'fail_reason' | 'visibility' | 'privacy_level'>>;

/** How posts are described. */
export interface PostWords {
  /** The states of a post, in the order in which a post may come to them. */
  statuses: Readonly<Record<string, StatusWords>>;
  modeOf: (mode: string | null) => string;
  /** What the kind of a post in the list of all platforms says about it. */
  shapeOf: (kind: string | null) => Pick<Post, 'media' | 'mode'>;
  /** How it stands now, where its state alone does not tell: cancelled, or not public yet. */
  standingOf: (post: Standing, now: number) => StatusWords;
  /** Why it failed, in two or three words for a list; empty where the state says all. */
  reasonOf: (code: string) => string;
  /** A kind of posts, in the plural, with the platform's name. */
  kindOf: (kind: string | null) => string;
  stepsOf: (status: StepsOf) => Step[];
  /** Why a post has no numbers, and will have none or not yet; null where they may come. */
  uncountedOf: (post: Uncounted, scopes: readonly string[] | null) => string | null;
  isCancellable: (status: PostStatus) => boolean;
  /** What is told of one post beside its numbers. */
  factsOf: (detail: PostDetail) => PostFact[];
}

export interface Permission {
  scope: string;
  /** What it lets Postlog do. */
  allows: string;
  why: string;
  /** Asked for only where the installation names it. */
  isExtra?: boolean;
}

/** How many people an account has, and reached on the newest day that tells it; null where unknown. */
export interface Audience {
  followers: number | null;
  reach: number | null;
}

/** Something that an account needs before it can be connected, and how it is done. */
export interface Need {
  title: string;
  steps: readonly string[];
  /** The logins that need it; every one where none is named. */
  logins?: readonly string[];
}

/** A list of the API that belongs into the export of a person's data. */
export interface Exported {
  /** Its name in the document. */
  name: string;
  path: string;
  /** Which field of an answer holds the items; without one the answer itself is kept. */
  items?: string;
}

/** A delivery that is about no account: somebody tried whether it arrives. */
export type WebhookTest = Crm['WebhookTest'];

/** A kind of webhook: its name at the platform, and what it says, in a few words. */
export interface WebhookKind {
  name: string;
  title: string;
  tone: Tone;
}

export interface Place {
  href: string;
  name: string;
  icon: IconName;
  /** What the menu shows beside the name, such as how much waits there. */
  Badge?: ComponentType;
}

export interface Platform {
  /** What can be done with it here, in a few words each. */
  abilities: readonly string[];
  /** Its name in the API (`provider`), in addresses of pages, and in types of events. */
  id: string;
  name: string;
  /** Pages that only this platform has. */
  pages: readonly { path: string; load: () => Promise<{ default: ComponentType }> }[];
  /** Those of them that the main menu leads to. */
  places?: readonly Place[];
  /** What the platform asks the person who connects an account, in the order of its own page. */
  permissions: readonly Permission[];
  /** Which permissions the person may refuse, as one sentence. */
  refusals: string;
  /** What must be true of an account before it can be connected; empty where nothing must. */
  needs: readonly Need[];
  /** The name of its page in the help about connecting. */
  help: string;
  /** Where a tab keeps what belongs to an account's posts, beside their forms. */
  placesBeside?: (account_id: string) => readonly string[];
  /** What each of its logins is called, where there are several ways to connect. */
  logins?: Readonly<Record<string, string>>;
  posts: PostsApi;
  /** Loads its part of a post to several accounts, which one account fills in. */
  several: () => Promise<{ default: ComponentType<SeveralProps> }>;
  /** The page on which a post is changed and tried again; it asks first if that may post it twice. */
  againAt: (post_id: string) => string;
  /** Reads the numbers of the accounts themselves, where the platform tells any. */
  audience?: () => Promise<Map<string, Audience>>;
  /** Where the cover of a public post is, by the platform's own id. */
  coverAt: (account_id: string, platform_post_id: string) => string;
  words: PostWords;
  /** Events of this platform's posts, by their names in the log. */
  events: EventWords;
  webhooks: {
    events: readonly WebhookKind[];
    /** When the platform sends one. */
    about: string;
    /** Read the newest tests of our address, which the platform's own pages can send. */
    tests: () => Promise<WebhookTest[]>;
  };
  /** What the CRM keeps of its accounts, for the export of a person's data. */
  exported: readonly Exported[];
  /** Which video files it takes. */
  videos: VideoRules;
}
