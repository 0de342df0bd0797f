/** Instagram's part of a post to several accounts: what one account decides about the common file. */
import './upload.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { forget, keep, kept } from '../../../composing/kept';
import { OwnCaption } from '../../../composing/own-caption';
import { Part } from '../../../composing/part';
import {
  lackingBeside,
  placeFor,
  type SeveralProps,
  useEntry,
  useOwnCaption,
} from '../../../composing/several';
import { Card } from '../../../parts/surface';
import { type CommonForm, kindsOf } from '../form/common-file';
import { fileTrouble } from '../form/files';
import { type ChangeForm, EMPTY, isVideo } from '../form/post-form';
import { askFor } from '../form/publish';
import { requestOf } from '../form/request';
import { missing, type Part as Name } from '../form/rules';
import { files as sentFiles } from '../form/sent-files';
import { useCommonFile } from '../form/use-common-file';
import { Choices } from './choices';
import { KindField } from './kind-field';
import { Lacks } from './lacks';
import { LimitNote } from './limit-note';
import { MediaItem } from './media-item';

const START: CommonForm = { ...EMPTY, cameFrom: null };

export default function SeveralInstagram({ account, shared, onEntry }: SeveralProps) {
  const { account_id } = account;
  const place = placeFor(account_id);
  const [typed, setTyped] = useState<CommonForm>(() => ({ ...START, ...kept<CommonForm>(place) }));
  useEffect(() => keep(place, typed), [place, typed]);
  useCommonFile(shared.file, typed, setTyped);
  const own = useOwnCaption(place, shared.caption);
  const files = sentFiles.value;
  const form = useMemo(() => ({ ...typed, caption: own.caption }), [typed, own.caption]);
  const [item] = form.items;
  const trouble = shared.file && fileTrouble(shared.file, 'both');
  const lacking = useMemo(() => {
    const found = missing(form, files);
    const hasFile = shared.file !== null || item !== undefined;
    if (!trouble) return lackingBeside(found, 'media', hasFile);
    const ofFile = { part: 'media' as Name, sentence: trouble };
    return [ofFile, ...found.filter(({ part }) => part !== 'media')];
  }, [form, files, shared.file, item, trouble]);
  const change: ChangeForm = ({ caption, ...by }) => {
    if (caption !== undefined) own.change(caption);
    setTyped((was) => ({ ...was, ...by }));
  };

  async function publish() {
    const answer = await askFor(requestOf(account_id, form, files));
    forget(place);
    return answer.post_id;
  }

  useEntry(onEntry, { lacking, barredBecause: null, Terms: null, publish });
  return (
    <>
      <Lacks account={account} />
      {item && (
        <KindField form={form} change={change} kinds={kindsOf(isVideo('STORIES', item, files))} />
      )}
      <Part name="media">
        {trouble && <p class="error">{trouble}</p>}
        {item && !trouble && (
          <Card label="Content">
            <MediaItem form={form} files={files} change={change} item={item} number="" isCommon />
          </Card>
        )}
      </Part>
      <Choices accountId={account_id} form={form} files={files} change={change}>
        <OwnCaption isOwn={own.isOwn} onCommon={() => own.change(null)} />
      </Choices>
      <LimitNote accountId={account_id} />
    </>
  );
}
