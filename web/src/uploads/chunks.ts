/** How a video is cut: each PATCH carries one chunk, and the last chunk takes the rest. */

/** Give the end of the PATCH that begins at `offset`, in bytes. */
export function chunkEnd(offset: number, size: number, chunkSize: number): number {
  const last = Math.max(Math.floor(size / chunkSize), 1) - 1;
  const index = Math.floor(offset / chunkSize);
  return index >= last ? size : (index + 1) * chunkSize;
}

/** Give how much of what has arrived the platform has: whole chunks only. */
export function storedOf(arrived: number, size: number, chunkSize: number): number {
  const last = Math.max(Math.floor(size / chunkSize), 1) - 1;
  return arrived >= size ? size : Math.min(Math.floor(arrived / chunkSize), last) * chunkSize;
}
