/** What was found in a file, for the kind of post that it is to be part of. */
import type { Kind } from '../api';
import type { Asset, SentFile } from './sent-files';

type Found = Pick<Asset, 'status' | 'kind' | 'message' | 'uses' | 'problems'>;
type Problem = Asset['problems'][number];

/** Say why a file that was looked into cannot be used for this kind of post; null where it can. */
export function troubleIn(asset: Found, kind: Kind): string | null {
  if (asset.status === 'READY' && asset.uses.includes(kind)) return null;
  const about = asset.problems.filter((one) => one.rules_out && one.uses.includes(kind));
  const said = about.flatMap(({ message, next_step }) => [message, next_step]);
  return said.filter(Boolean).join(' ') || OTHER_KIND[`${asset.kind} ${kind}`] || asset.message;
}

const OTHER_KIND: Readonly<Record<string, string>> = {
  'video IMAGE': 'This is a video. Choose Reel, Story or Carousel above.',
  'image REELS':
    'This is a picture, and a reel is a video. Choose Picture, Story or Carousel above.',
};

/** Give the part of the picture that would fit, where its shape alone is in the way. */
export function cropOffered(asset: Found, kind: Kind): Problem['crop'] {
  const ruling = asset.problems.filter((one) => one.rules_out && one.uses.includes(kind));
  return ruling.length === 1 ? (ruling[0]?.crop ?? null) : null;
}

/** Give what is only worth knowing, as sentences. */
export function notesIn(asset: Found, kind: Kind): string[] {
  const notes = asset.problems.filter((one) => !one.rules_out && one.uses.includes(kind));
  return notes.map(({ message, next_step }) => [message, next_step].filter(Boolean).join(' '));
}

/** Say why a file cannot be published with yet; null where it can. */
export function fileTroubleOf(file: SentFile | undefined, kind: Kind): string | null {
  if (!file) return 'Choose the file again.';
  if (file.asset && file.state === 'known') {
    const trouble = troubleIn(file.asset, kind);
    return trouble && `${file.name}: ${trouble}`;
  }
  return `${file.name || 'The file'}: ${WAITING[file.state]}`;
}

const WAITING: Record<SentFile['state'], string> = {
  sending: 'Wait until it is uploaded.',
  waiting: 'Wait until it is uploaded.',
  paused: 'Resume the upload.',
  stopped: 'Resume the upload, or choose another file.',
  looking: 'Wait until Postlog has checked it.',
  known: '',
  interrupted: 'Choose the same file again to finish the upload.',
  gone: 'Postlog no longer has it. Choose it again.',
};
