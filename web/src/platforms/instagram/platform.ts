/** Instagram, as the shared pages need it. */
import { body, crm } from '../../api/clients';
import type { Platform } from '../platform';
import { readAudience } from './audience';
import { coverAt } from './covers';
import { EVENTS } from './event-words';
import { placeOf } from './form/attempt';
import { FILES_PLACE, rulesFor } from './form/files';
import { Unanswered } from './inbox/unanswered';
import { NEEDS, PERMISSIONS, REFUSALS } from './permissions';
import * as words from './post-words';
import { posts } from './posts';
import { reasonOf, standingOf, uncountedOf } from './standing';
import { STATUSES } from './status-words';
import { stepsOf } from './step-words';

export const instagram: Platform = {
  id: 'instagram',
  name: 'Instagram',
  pages: [
    { path: '/platforms/instagram/upload', load: () => import('./upload/upload') },
    { path: '/inbox', load: () => import('./inbox/inbox') },
    { path: '/platforms/instagram/comments', load: () => import('./inbox/moved') },
  ],
  places: [{ href: '/inbox', name: 'Inbox', icon: 'inbox', Badge: Unanswered }],
  permissions: PERMISSIONS,
  refusals: REFUSALS,
  abilities: [
    'Post pictures, reels, stories and carousels',
    'Read and reply to comments and mentions',
    'See views, reach, likes and comments',
  ],
  needs: NEEDS,
  help: 'connect-instagram',
  logins: { facebook: 'Facebook', unified: 'Meta', instagram: 'Instagram' },
  posts,
  placesBeside: (account_id) => [FILES_PLACE, placeOf(account_id)],
  several: () => import('./upload/several'),
  againAt: (post_id) => `/platforms/instagram/upload?again=${encodeURIComponent(post_id)}`,
  audience: readAudience,
  coverAt,
  words: {
    statuses: STATUSES,
    modeOf: words.modeOf,
    shapeOf: words.shapeOf,
    kindOf: words.kindOf,
    standingOf,
    reasonOf,
    uncountedOf,
    stepsOf,
    isCancellable: () => false,
    factsOf: words.factsOf,
  },
  events: EVENTS,
  webhooks: {
    // https://developers.facebook.com/documentation/instagram-platform/webhooks
    events: [
      { name: 'comments', title: 'New comment', tone: 'calm' },
      { name: 'live_comments', title: 'New comment on a live video', tone: 'calm' },
      { name: 'mentions', title: 'New mention', tone: 'calm' },
      { name: 'story_insights', title: 'Story ended', tone: 'calm' },
    ],
    about:
      'Instagram sends one when somebody comments or mentions the account, and when a story ends.',
    tests: async () => (await body(crm.GET('/api/crm/instagram/webhook-tests'))).webhook_tests,
  },
  exported: [
    { name: 'instagram_accounts', path: '/api/crm/instagram/accounts' },
    { name: 'instagram_posts', path: '/api/crm/instagram/posts', items: 'posts' },
    { name: 'instagram_media', path: '/api/crm/instagram/media', items: 'media' },
    { name: 'instagram_comments', path: '/api/crm/instagram/comments', items: 'comments' },
    { name: 'instagram_mentions', path: '/api/crm/instagram/mentions', items: 'mentions' },
    { name: 'instagram_numbers', path: '/api/crm/instagram/account-insights', items: 'days' },
  ],
  videos: rulesFor('both'),
};
