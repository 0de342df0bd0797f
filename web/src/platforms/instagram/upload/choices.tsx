/** What is decided about a post beside its files: its cover, words, place, and people. */
import type { ComponentChildren } from 'preact';
import { body } from '../../../api/clients';
import { Part } from '../../../composing/part';
import { useResource } from '../../../live/resource';
import { Card } from '../../../parts/surface';
import { instagram } from '../api';
import { type ChangeForm, type Files, hasCaption, type PostForm } from '../form/post-form';
import { CaptionField } from './caption-field';
import { CoverFields } from './cover-fields';
import { PlaceField } from './place-field';
import { SettingsFields } from './settings-fields';

interface Props {
  accountId: string;
  form: PostForm;
  files: Files;
  change: ChangeForm;
  /** Said below the words. */
  children?: ComponentChildren;
}

export function Choices({ accountId, form, files, change, children }: Props) {
  const offers = useOffer(accountId);
  return (
    <>
      {form.kind === 'REELS' && (
        <Part name="cover">
          <CoverFields form={form} files={files} change={change} />
        </Part>
      )}
      {hasCaption(form) && (
        <>
          <Part name="caption">
            <CaptionField caption={form.caption} onCaption={(caption) => change({ caption })} />
            {children}
          </Part>
          <Card label="Place">
            <PlaceField
              accountId={accountId}
              finds={offers?.finds_places ?? true}
              place={form.place}
              onPlace={(chosen) => change({ place: chosen })}
            />
          </Card>
        </>
      )}
      <Part name="people">
        <SettingsFields form={form} change={change} />
      </Part>
    </>
  );
}

function useOffer(account_id: string) {
  const params = { query: { account_id } };
  const read = () => body(instagram.GET('/api/instagram/choices', { params }));
  return useResource(read, `choices ${account_id}`).data;
}
