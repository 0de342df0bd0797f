/** What keeps a post from being published, and which part of the form it is about. */
export interface Missing<Part extends string = string> {
  part: Part;
  sentence: string;
}
