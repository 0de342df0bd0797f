/** What TikTok asks the person on its own page. */
import type { Permission } from '../platform';

/** In the order of TikTok's page; the scopes are those that Postlog asks for. */
export const PERMISSIONS: readonly Permission[] = [
  {
    scope: 'user.info.basic',
    allows: 'See your name and picture',
    why: 'So you can tell your accounts apart.',
  },
  {
    scope: 'video.publish',
    allows: 'Post for you',
    why: 'Only what you publish here, with the settings you choose.',
  },
  {
    scope: 'video.upload',
    allows: 'Send drafts to your TikTok inbox',
    why: 'For posts you want to finish in the TikTok app.',
  },
  {
    scope: 'video.list',
    allows: 'See your public videos and their numbers',
    why: 'For views, likes, comments and shares on your dashboard.',
  },
  {
    scope: 'user.info.profile',
    allows: 'See your username',
    why: 'For links to your videos.',
    isExtra: true,
  },
];

export const REFUSALS =
  'The first permission is required; you may untick the others. A feature without its permission does not work until you reconnect and allow it.';
