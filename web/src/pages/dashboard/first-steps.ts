/** How far somebody has come who is new here. */
export interface Progress {
  isConnected: boolean;
  hasPosted: boolean;
  hasWatched: boolean;
}

interface Step {
  title: string;
  about: string;
  isDone: boolean;
  href: string;
  verb: string;
}

export function stepsOf({ isConnected, hasPosted, hasWatched }: Progress): Step[] {
  return [
    {
      title: 'Connect a TikTok account',
      about: 'TikTok asks you what Postlog may do. You can end it at any time, here or there.',
      isDone: isConnected,
      href: '/platforms/connect/tiktok',
      verb: 'Connect TikTok',
    },
    {
      title: 'Post a video or photos',
      about: 'Send a file of any size, or an address that TikTok fetches it from.',
      isDone: hasPosted,
      href: '/platforms/tiktok/upload',
      verb: 'New post',
    },
    {
      title: 'Watch what becomes of it',
      about: 'Postlog shows each word of TikTok’s as it comes, and collects the numbers.',
      isDone: hasWatched,
      href: '/posts',
      verb: 'See your posts',
    },
  ];
}

/** Give the step that is next; undefined once all are done. */
export function nextOf(steps: readonly Step[]): Step | undefined {
  return steps.find((step) => !step.isDone);
}
