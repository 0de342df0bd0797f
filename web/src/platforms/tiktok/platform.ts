/** TikTok, as the shared pages need it. */
import { body, crm } from '../../api/clients';
import type { Platform } from '../platform';
import { EVENTS } from './event-words';
import { VIDEOS } from './form/video-file';
import { PERMISSIONS, REFUSALS } from './permissions';
import * as words from './post-words';
import { posts } from './posts';
import { reasonOf, standingOf, uncountedOf } from './standing';
import { STATUSES } from './status-words';
import { stepsOf } from './step-words';

export const tiktok: Platform = {
  id: 'tiktok',
  name: 'TikTok',
  pages: [{ path: '/platforms/tiktok/upload', load: () => import('./upload/upload') }],
  permissions: PERMISSIONS,
  refusals: REFUSALS,
  abilities: [
    'Post videos and photos, directly or as drafts',
    'See views, likes, comments and shares',
  ],
  needs: [],
  help: 'connect',
  posts,
  several: () => import('./upload/several'),
  againAt: (post_id) => `/platforms/tiktok/upload?again=${encodeURIComponent(post_id)}`,
  coverAt: (account_id, id) => `/api/tiktok/accounts/${account_id}/videos/${id}/cover`,
  words: {
    statuses: STATUSES,
    modeOf: words.modeOf,
    shapeOf: (media) => ({ media, mode: null }),
    kindOf: words.kindOf,
    standingOf,
    reasonOf,
    uncountedOf,
    stepsOf,
    isCancellable: words.isCancellable,
    factsOf: words.factsOf,
  },
  events: EVENTS,
  webhooks: {
    // https://developers.tiktok.com/doc/webhooks-events
    events: [
      { name: 'authorization.removed', title: 'Access removed', tone: 'wait' },
      { name: 'post.publish.complete', title: 'Post published', tone: 'good' },
      { name: 'post.publish.failed', title: 'Post failed', tone: 'bad' },
      { name: 'post.publish.inbox_delivered', title: 'Draft delivered', tone: 'good' },
      { name: 'post.publish.publicly_available', title: 'Post now public', tone: 'good' },
      {
        name: 'post.publish.no_longer_publicaly_available',
        title: 'Post no longer public',
        tone: 'wait',
      },
    ],
    about:
      'TikTok sends one when a post is published, becomes public or fails, and when you remove a permission.',
    tests: async () => (await body(crm.GET('/api/crm/tiktok/webhook-tests'))).webhook_tests,
  },
  exported: [
    { name: 'tiktok_posts', path: '/api/crm/tiktok/posts', items: 'posts' },
    { name: 'tiktok_other_videos', path: '/api/crm/tiktok/foreign-videos', items: 'videos' },
  ],
  videos: VIDEOS,
};
