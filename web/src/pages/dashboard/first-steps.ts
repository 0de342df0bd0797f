/** The first steps of a new user, and which of them are done. */
import { accountsPath, labelOf, namesOf, newPostPath } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';

export interface Progress {
  isConnected: boolean;
  hasPosted: boolean;
  hasWatched: boolean;
}

interface Step {
  title: string;
  about: string;
  isDone: boolean;
  links: { href: string; label: string }[];
}

export function stepsOf(
  { isConnected, hasPosted, hasWatched }: Progress,
  platforms: readonly Platform[],
): Step[] {
  const names = namesOf(platforms);
  return [
    {
      title: `Connect a ${namesOf(platforms, 'or')} account`,
      about: `${names} asks you what Postlog may do. You can end it at any time, here or there.`,
      isDone: isConnected,
      links: platforms.map((platform) => ({
        href: accountsPath(platform),
        label: `Connect ${platform.name}`,
      })),
    },
    {
      title: 'Post a video or photos',
      about: `Send a file of any size, or an address that ${names} fetches it from.`,
      isDone: hasPosted,
      links: platforms.map((platform) => ({
        href: newPostPath(platform),
        label: labelOf(platforms, platform, 'New post'),
      })),
    },
    {
      title: 'See how it does',
      about: `Postlog shows what ${names} says about it, as it comes, and collects the numbers.`,
      isDone: hasWatched,
      links: [{ href: '/posts', label: 'See your posts' }],
    },
  ];
}

/** Give the step that is next; undefined once all are done. */
export function nextOf(steps: readonly Step[]): Step | undefined {
  return steps.find((step) => !step.isDone);
}
