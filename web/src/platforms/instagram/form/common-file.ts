/** The one file of a post to several accounts, as the form of one Instagram account has it. */
import { added, type PostForm } from './post-form';

/** A form with the file that its item came from: the item itself may be a part cut out of it. */
export interface CommonForm extends PostForm {
  cameFrom: string | null;
}

/** Which kinds of posts one file can be. */
export function kindsOf(isVideo: boolean): PostForm['kind'][] {
  return [isVideo ? 'REELS' : 'IMAGE', 'STORIES'];
}

/** Put the file into a form: it becomes the only item, and the kind is one that it can be. */
export function withFile(form: CommonForm, id: string, isVideo: boolean): CommonForm {
  const kinds = kindsOf(isVideo);
  const kind = kinds.includes(form.kind) ? form.kind : (kinds[0] ?? form.kind);
  return { ...form, kind, cameFrom: id, ...added({ ...form, kind, items: [] }, [{ file: id }]) };
}
