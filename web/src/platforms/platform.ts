/** What the shared pages need of a platform. Each platform has a folder here, and a line in `index.ts`. */
import type { ComponentType } from 'preact';
import type { Crm } from '../api/clients';
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
  /** In bytes; null where no file is sent. */
  video_size: number | null;
  created_at: string;
  observed_at: string | null;
  /** Where each public id can be watched, as far as that is known. */
  links: Record<string, string>;
  /** Where the file is sent; null where no byte is expected. */
  upload: UploadTarget | null;
}

/** What a list of posts is narrowed by; the API checks the values. */
export interface PostsQuery {
  limit: number;
  cursor?: string;
  account_id?: string | null;
  status?: string | null;
  pending?: boolean | null;
  mode?: string | null;
  text?: string | null;
  from?: string;
  to?: string;
}

/** Reads and changes posts. Each function throws `Problem` where the API refuses. */
export interface PostsApi {
  list: (query: PostsQuery) => Promise<Page<Post>>;
  /** Read what the platform's service and the CRM know; null for what one of them does not know. */
  read: (post_id: string) => Promise<{ status: PostStatus | null; detail: PostDetail | null }>;
  cancel: (post_id: string) => Promise<PostStatus>;
  /** List public videos that were posted without Postlog. */
  elsewhere: (page: { limit: number; cursor?: string }) => Promise<Page<Crm['ForeignVideo']>>;
}

export interface Option {
  value: string;
  label: string;
}

export interface Step {
  name: string;
  state: 'done' | 'now' | 'next' | 'failed';
}

export interface PostFact {
  name: string;
  text: string;
  href?: string;
  /** For an id: what it is called where it is copied. */
  id?: string;
}

/** How posts are described. */
export interface PostWords {
  /** The states of a post, in the order in which a post may come to them. */
  statuses: Readonly<Record<string, StatusWords>>;
  /** The modes that a list can be narrowed to. */
  modes: readonly Option[];
  modeOf: (mode: string | null) => string;
  /** What the kind of a post in the list of all platforms says about it. */
  shapeOf: (kind: string | null) => Pick<Post, 'media' | 'mode'>;
  stepsOf: (status: Pick<PostStatus, 'status' | 'source' | 'mode'>) => Step[];
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

/** Something that an account needs before it can be connected, and how it is done. */
export interface Need {
  title: string;
  steps: readonly string[];
  /** The logins that need it; every one where none is named. */
  logins?: readonly string[];
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
  /** What each of its logins is called, where there are several ways to connect. */
  logins?: Readonly<Record<string, string>>;
  posts: PostsApi;
  /** The page on which a post is changed and tried again; it asks first if that may post it twice. */
  againAt: (post_id: string) => string;
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
  /** Which video files it takes. */
  videos: VideoRules;
}
