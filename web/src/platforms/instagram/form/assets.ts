/** Sends files to Postlog's own media store by tus 1.0, and waits until they were looked into. */
import { body } from '../../../api/clients';
import { Problem } from '../../../api/problem';
import { LOST, troubleOf } from '../../../uploads/trouble';
import { optionsTo } from '../../../uploads/tus-options';
import { type Instagram, instagram, type Kind } from '../api';

type Asset = Instagram['AssetView'];

const LOOK_MS = 1_000;
/** A lost connection costs at most so much. */
const CHUNK_BYTES = 10_000_000;

/** Called with how many bytes have been sent. */
type OnProgress = (sent: number) => void;

/**
 * Send a file; gives the id of the asset. Throws `Problem` where it cannot be sent, or where
 * Instagram would not take it for a post of this kind.
 */
export async function sendAsset(file: File, kind: Kind, onProgress: OnProgress): Promise<string> {
  const asked = { size: file.size, content_type: file.type, name: file.name };
  const asset = await body(instagram.POST('/api/instagram/assets', { body: asked }));
  if (asset.upload) await sendBytes(file, asset.upload, onProgress);
  const trouble = troubleIn(await examined(asset.asset_id), kind);
  if (trouble) throw new Problem('file-refused', `${file.name}: ${trouble}`, 422);
  return asset.asset_id;
}

/** Say why a file that was looked into cannot be used for this kind of post; null where it can. */
export function troubleIn(
  asset: Pick<Asset, 'status' | 'message' | 'uses' | 'problems'>,
  kind: Kind,
) {
  if (asset.status === 'READY' && asset.uses.includes(kind)) return null;
  const about = asset.problems.filter((one) => one.rules_out && one.uses.includes(kind));
  const said = about.flatMap(({ message, next_step }) => [message, next_step]);
  return said.filter(Boolean).join(' ') || asset.message;
}

async function examined(asset_id: string): Promise<Asset> {
  const params = { path: { asset_id } };
  for (;;) {
    const asset = await body(instagram.GET('/api/instagram/assets/{asset_id}', { params }));
    if (asset.status !== 'UPLOADING' && asset.status !== 'EXAMINING') return asset;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function sendBytes(
  file: File,
  place: NonNullable<Asset['upload']>,
  onProgress: OnProgress,
): Promise<void> {
  const tus = await import('tus-js-client').catch(() => null);
  if (!tus) throw new Problem('unreachable', LOST);
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      ...optionsTo(place.url),
      chunkSize: CHUNK_BYTES,
      onProgress,
      onSuccess: () => resolve(),
      onError: (error) => reject(new Problem('not-sent', `${file.name}: ${troubleOf(error)}`)),
    });
    upload.start();
  });
}
