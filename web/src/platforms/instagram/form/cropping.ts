/** Cuts a picture in the browser. */
import type { Area } from './crop';

const QUALITY = 0.92;

/** Give the part of a picture as a JPEG of the same name; null where the browser cannot. */
export async function cropped(
  picture: HTMLImageElement,
  { left, top, width, height }: Area,
  name: string,
): Promise<File | null> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(picture, left, top, width, height, 0, 0, width, height);
  const made = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', QUALITY),
  );
  const named = `${name.replace(/\.\w+$/, '')}.jpg`;
  return made && new File([made], named, { type: 'image/jpeg' });
}
