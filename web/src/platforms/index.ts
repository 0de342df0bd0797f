/** The platforms that Postlog's pages know, in the order in which they are shown. */
import { instagram } from './instagram/platform';
import type { Platform } from './platform';
import { tiktok } from './tiktok/platform';

export const PLATFORMS: readonly Platform[] = [tiktok, instagram];
