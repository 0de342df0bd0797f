/** Which part of a picture is kept, in a shape that Instagram's feed takes. */

export const SHAPES = [
  { value: '4:5', label: '4:5', about: 'Tall', wide: 4, high: 5 },
  { value: '1:1', label: '1:1', about: 'Square', wide: 1, high: 1 },
  { value: '1.91:1', label: '1.91:1', about: 'Wide', wide: 191, high: 100 },
] as const;

export type Shape = (typeof SHAPES)[number]['value'];

/** How much is kept of the largest part that fits (0 to 1), and where it lies (0 left or top, 1 right or bottom). */
export interface Choice {
  shape: Shape;
  size: number;
  x: number;
  y: number;
}

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What is not below this width is not enlarged by Instagram. */
const NARROWEST = 320;

/** Give the shape that loses least of a picture. */
export function nearestShape(width: number, height: number): Shape {
  return width * 5 < height * 4 ? '4:5' : '1.91:1';
}

/** Give the part of the picture, in whole pixels, never outside of the allowed shapes. */
export function areaOf(picture: { width: number; height: number }, choice: Choice): Area {
  const { wide, high } = SHAPES.find(({ value }) => value === choice.shape) ?? SHAPES[1];
  const most = Math.min(picture.width, (picture.height * wide) / high);
  const least = Math.min(NARROWEST, most);
  const width = Math.floor(Math.max(most * choice.size, least));
  const exact = (width * high) / wide;
  // The widest shape must not become wider, the tallest not taller.
  const height = Math.min(wide > high ? Math.ceil(exact) : Math.floor(exact), picture.height);
  return {
    left: Math.round((picture.width - width) * choice.x),
    top: Math.round((picture.height - height) * choice.y),
    width,
    height,
  };
}
