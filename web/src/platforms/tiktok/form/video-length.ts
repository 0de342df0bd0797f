/** Reads the length of a video in the browser; nothing is sent. */

const PATIENCE_MS = 10_000;

/** Give its seconds, or null where this browser cannot tell. */
export function lengthOf(file: File): Promise<number | null> {
  const video = document.createElement('video');
  const address = URL.createObjectURL(file);
  const found = new Promise<number | null>((resolve) => {
    const give = (seconds: number) => resolve(Number.isFinite(seconds) ? seconds : null);
    video.onloadedmetadata = () => give(video.duration);
    video.onerror = () => resolve(null);
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  video.preload = 'metadata';
  video.src = address;
  return found.finally(() => {
    video.removeAttribute('src');
    URL.revokeObjectURL(address);
  });
}
