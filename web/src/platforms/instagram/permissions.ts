/** What Instagram asks the person on its own page. */
import type { Need, Permission } from '../platform';

/** By the names of Facebook Login; Instagram's own login has another name for each. */
export const PERMISSIONS: readonly Permission[] = [
  {
    scope: 'instagram_basic',
    allows: 'See your profile and your posts',
    why: 'So you can tell your accounts apart and see what you have posted.',
  },
  {
    scope: 'instagram_content_publish',
    allows: 'Post for you',
    why: 'Only what you publish here, with the settings you choose.',
  },
  {
    scope: 'instagram_manage_comments',
    allows: 'Read and reply to comments',
    why: 'For your inbox here: reading, replying, and hiding what you do not want to show.',
  },
  {
    scope: 'instagram_manage_insights',
    allows: 'See the numbers of your account and posts',
    why: 'For views, reach, likes and comments on your dashboard.',
  },
  {
    scope: 'pages_show_list',
    allows: 'See the list of your Facebook Pages',
    why: 'With Facebook, an Instagram account is found through its Page.',
    isExtra: true,
  },
  {
    scope: 'pages_read_engagement',
    allows: 'Read the Page linked to the account',
    why: 'With Facebook, Postlog reaches Instagram through the Page.',
    isExtra: true,
  },
  {
    scope: 'pages_manage_metadata',
    allows: 'Turn on notifications about the Page',
    why: 'So Instagram tells Postlog about new comments and mentions.',
    isExtra: true,
  },
  {
    scope: 'instagram_manage_messages',
    allows: 'Send messages for the account',
    why: 'Only to answer a comment privately, when you write such an answer here.',
    isExtra: true,
  },
  {
    scope: 'instagram_manage_contents',
    allows: 'Delete your posts',
    why: 'Only when you ask for it here.',
    isExtra: true,
  },
];

export const REFUSALS =
  'The first permission is required. A feature without its permission does not work until you reconnect and allow it.';

export const NEEDS: readonly Need[] = [
  {
    title: 'A Business or Creator account',
    steps: [
      'Instagram does not let any app post to a personal account. Switching is free, and you can switch back.',
      'In the Instagram app, open your profile, then Settings and activity.',
      'Choose Account type and tools, then Switch to professional account, and pick Creator or Business.',
    ],
  },
  {
    title: 'A Facebook Page linked to the account',
    logins: ['facebook', 'unified'],
    steps: [
      'Facebook needs this; connecting with Instagram does not.',
      'In the Instagram app, open Edit profile, then Page, and connect or create a Page.',
      'On Facebook, make sure you may create content on that Page.',
    ],
  },
];
