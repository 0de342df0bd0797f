/** One picture or video of a post, and what is said of it. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { TextArea, TextField } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import {
  type ChangeForm,
  changedItem,
  type Files,
  hasAltText,
  hasPoints,
  type Item,
  type PostForm,
  wantedFor,
} from '../form/post-form';
import { isAddress, LONGEST_ALT_TEXT } from '../form/rules';
import { drop, recover, send } from '../form/sent-files';
import { cropOffered } from '../form/verdict';
import { CropDialog } from './crop-dialog';
import { FileState } from './file-state';
import { TagFields } from './tag-fields';

interface Props {
  form: PostForm;
  files: Files;
  change: ChangeForm;
  item: Item;
  number: string;
  /** Whether other posts have the same file: what replaces it here leaves it there. */
  isCommon?: boolean;
}

export function MediaItem({ form, files, change, item, number, isCommon }: Props) {
  const put = (by: Partial<Item>) => change(changedItem(form, item.key, by));
  const [isCropping, setCropping] = useState(false);
  useEffect(() => {
    if (item.file) recover(item.file);
  }, [item.file]);
  const file = item.file ? files.get(item.file) : undefined;
  const asset = file?.asset;
  const canCrop = asset?.status === 'READY' && asset.kind === 'image' && form.kind !== 'STORIES';
  const isNeeded = asset && cropOffered(asset, form.kind) !== null;
  return (
    <>
      {item.file ? (
        file && <FileState file={file} kind={form.kind} />
      ) : (
        <AddressField form={form} item={item} number={number} put={put} />
      )}
      {canCrop && (
        <div class="row">
          <Button look={isNeeded ? 'primary' : 'secondary'} onClick={() => setCropping(true)}>
            Crop{number && ` item${number}`}
          </Button>
        </div>
      )}
      {isCropping && file && asset && (
        <CropDialog
          file={file}
          asset={asset}
          onClose={() => setCropping(false)}
          onCropped={(made) => {
            setCropping(false);
            put({ file: send(made), tags: [] });
            if (!isCommon) drop(file.id);
          }}
        />
      )}
      {hasAltText(form.kind, item, files) && (
        <TextArea
          label={`Alternative text${number}`}
          hint="Describe the picture for people who cannot see it."
          rows={2}
          limit={LONGEST_ALT_TEXT}
          value={item.altText}
          onValue={(altText) => put({ altText })}
        />
      )}
      <TagFields
        tags={item.tags}
        picture={hasPoints(form.kind, item, files) ? file : undefined}
        hasPoints={hasPoints(form.kind, item, files)}
        number={number}
        onTags={(tags) => put({ tags })}
      />
    </>
  );
}

interface AddressProps {
  form: PostForm;
  item: Item;
  number: string;
  put: (by: Partial<Item>) => void;
}

function AddressField({ form, item, number, put }: AddressProps) {
  const isWrong = item.address.trim() !== '' && !isAddress(item.address);
  return (
    <>
      {wantedFor(form.kind) === 'both' && (
        <Segmented
          legend={`What is at the address${number}?`}
          value={item.isVideoAddress ? 'VIDEO' : 'PICTURE'}
          onValue={(what) => put({ isVideoAddress: what === 'VIDEO' })}
          segments={[
            { value: 'PICTURE', label: 'A picture (JPEG)' },
            { value: 'VIDEO', label: 'A video (MP4 or MOV)' },
          ]}
        />
      )}
      <TextField
        label={`Address${number}`}
        type="url"
        value={item.address}
        onValue={(address) => put({ address })}
        placeholder="https://media.example.com/…"
        hint="Instagram fetches it from there: the address must be public, and stay up until the post is published."
        error={isWrong ? 'Enter an address that starts with https://.' : undefined}
      />
    </>
  );
}
