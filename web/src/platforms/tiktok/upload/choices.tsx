/** What is decided about a post beside its content: how it is posted, its words, and who sees it. */
import type { ComponentChildren } from 'preact';
import { Part } from '../../../composing/part';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import type { ChangeForm, Offer, PostForm } from '../form/post-form';
import { hasText } from '../form/rules';
import { AudienceFields } from './audience-fields';
import { DisclosureFields } from './disclosure-fields';
import { TextFields } from './text-fields';

interface Props {
  form: PostForm;
  change: ChangeForm;
  /** What TikTok offers; null where only drafts are allowed. */
  offer: Offer | null;
  canDraft: boolean;
  /** Whether it must stay a draft, or a direct post: it is tried again. */
  isModeFixed?: boolean;
  /** Said below the words. */
  children?: ComponentChildren;
}

export function Choices({ form, change, offer, canDraft, isModeFixed = false, children }: Props) {
  return (
    <>
      <Card label="How it is posted">
        <Segmented
          legend="How is it posted?"
          value={form.isDraft ? 'DRAFT' : 'NOW'}
          onValue={(mode) => change({ isDraft: mode === 'DRAFT' })}
          segments={[
            {
              value: 'NOW',
              label: 'Post now',
              about: 'It goes straight to the profile.',
              isDisabled: !offer || (isModeFixed && form.isDraft),
            },
            {
              value: 'DRAFT',
              label: 'Send to TikTok inbox',
              about: canDraft
                ? 'As a draft that you finish in the TikTok app.'
                : 'This account has not allowed drafts.',
              isDisabled: !canDraft || (isModeFixed && !form.isDraft),
            },
          ]}
        />
      </Card>
      {hasText(form) && (
        <Part name="text">
          <TextFields form={form} change={change} />
          {children}
        </Part>
      )}
      {!form.isDraft && offer && (
        <Part name="privacy">
          <AudienceFields form={form} change={change} offer={offer} />
        </Part>
      )}
      {!form.isDraft && (
        <Part name="disclosure">
          <DisclosureFields form={form} change={change} />
        </Part>
      )}
    </>
  );
}
