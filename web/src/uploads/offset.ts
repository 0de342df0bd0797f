/** How many bytes of an upload are confirmed: the place of the next byte. */
import { authorized } from '../session/authorized';

/**
 * Ask the upload's address, only to show it; null where the answer has no offset.
 *
 * Postlog gives up a part of the file that was told again and again while nothing is sent.
 */
export async function offsetAt(url: string): Promise<number | null> {
  const headers = { 'Tus-Resumable': '1.0.0', 'X-Only-Looking': '1' };
  const address = new URL(new URL(url).pathname, window.location.origin);
  const response = await authorized(new Request(address, { method: 'HEAD', headers }));
  const offset = response.ok ? response.headers.get('Upload-Offset') : null;
  return offset === null ? null : Number(offset);
}
