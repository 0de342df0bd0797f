/** The numbers that posts of all platforms have. */

export type Counter = 'view_count' | 'like_count' | 'comment_count' | 'share_count';

interface Counted {
  counter: Counter;
  name: string;
  /** What the API sorts posts by. */
  sort: 'views' | 'likes' | 'comments' | 'shares';
  /** Which of the colours for lines. */
  series: 1 | 2 | 3 | 4;
}

export const COUNTERS: readonly [Counted, ...Counted[]] = [
  { counter: 'view_count', name: 'Views', sort: 'views', series: 1 },
  { counter: 'like_count', name: 'Likes', sort: 'likes', series: 2 },
  { counter: 'comment_count', name: 'Comments', sort: 'comments', series: 3 },
  { counter: 'share_count', name: 'Shares', sort: 'shares', series: 4 },
];
