/** What Instagram asks the person on its own page. */
import type { Permission } from '../platform';

/** By the names of Facebook Login; Instagram's own login has another name for each. */
export const PERMISSIONS: readonly Permission[] = [
  {
    scope: 'instagram_basic',
    allows: 'See your profile and your posts',
    why: 'So that you know which account is which, and see what you have posted.',
  },
  {
    scope: 'instagram_content_publish',
    allows: 'Post for you',
    why: 'Only what you publish here, with the settings that you chose.',
  },
  {
    scope: 'instagram_manage_comments',
    allows: 'Read and answer comments',
    why: 'For the list of comments here, your answers, and hiding what you do not want to show.',
  },
  {
    scope: 'instagram_manage_insights',
    allows: 'See the numbers of your account and your posts',
    why: 'For views, reach, likes and comments on your dashboard.',
  },
  {
    scope: 'pages_show_list',
    allows: 'See the list of your Facebook Pages',
    why: 'With Facebook Login an Instagram account is found by its Page.',
    isExtra: true,
  },
  {
    scope: 'pages_read_engagement',
    allows: 'Read the Page that belongs to the account',
    why: 'With Facebook Login Instagram is asked by way of the Page.',
    isExtra: true,
  },
  {
    scope: 'pages_manage_metadata',
    allows: 'Turn on messages about the Page',
    why: 'So that Instagram tells Postlog of new comments and mentions.',
    isExtra: true,
  },
  {
    scope: 'instagram_manage_contents',
    allows: 'Delete your posts',
    why: 'Only where you ask for it here.',
    isExtra: true,
  },
];

export const REFUSALS =
  'First make it a professional account: in the Instagram app choose Business or Creator, which is free. Facebook Login also needs a Facebook Page that is linked to the account; Instagram’s own login needs no Page. The first permission is required; a feature without its permission does not work until you connect again and allow it.';
