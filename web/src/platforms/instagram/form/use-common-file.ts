/** Sends the one file of a post to several accounts, and puts it into the form of each. */
import { useEffect } from 'preact/hooks';
import { type CommonForm, withFile } from './common-file';
import { fileTrouble, isVideoFile } from './files';
import { isStill, sendOnce } from './sent-files';

/** Send the file that was chosen, once for all accounts, and put it into the form. */
export function useCommonFile(
  file: File | null,
  form: CommonForm,
  change: (by: (was: CommonForm) => CommonForm) => void,
): void {
  useEffect(() => {
    if (!file || fileTrouble(file, 'both')) return;
    void put(file);
  }, [file]);
  async function put(chosen: File) {
    const former = form.cameFrom;
    if (former && (await isStill(former, chosen))) return;
    const id = sendOnce(chosen);
    if (id !== former) change((was) => withFile(was, id, isVideoFile(chosen)));
  }
}
