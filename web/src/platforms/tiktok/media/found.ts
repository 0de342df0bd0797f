/** What could be read in a video file; what is missing is not known, and nobody is refused for it. */
export interface Found {
  /** A code for the codec of each video track: a sample entry of MP4, or a codec id of WebM. */
  codecs?: readonly string[];
  /** In seconds. */
  duration?: number;
  /** In pixels, of the first video track. */
  width?: number;
  height?: number;
  /** Frames a second, where all frames last equally long. */
  frameRate?: number;
}
