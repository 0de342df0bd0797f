/** Who sees the post and what they may do with it: only what this creator may choose now. */
import { Checkbox, Select } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import {
  type ChangeForm,
  type Offer,
  type PostForm,
  privacyWord,
  SELF_ONLY,
} from '../form/post-form';
import { BRANDED_IS_NEVER_PRIVATE, isBranded, privacyOf } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
  offer: Offer;
}

export function AudienceFields({ form, change, offer }: Props) {
  const isPhotos = form.source === 'PHOTOS';
  return (
    <Card label="Audience">
      <Privacy form={form} change={change} offer={offer} />
      <fieldset class="stack checks">
        <legend>Allow users to</legend>
        <Checkbox
          label="Comment"
          isChecked={form.allowComment && !offer.comment_disabled}
          onCheck={(allowComment) => change({ allowComment })}
          disabledBecause={
            offer.comment_disabled ? 'This account has turned comments off in TikTok.' : undefined
          }
        />
        {!isPhotos && (
          <>
            <Checkbox
              label="Duet"
              isChecked={form.allowDuet && !offer.duet_disabled}
              onCheck={(allowDuet) => change({ allowDuet })}
              disabledBecause={offer.duet_disabled ? turnedOff('Duets') : undefined}
            />
            <Checkbox
              label="Stitch"
              isChecked={form.allowStitch && !offer.stitch_disabled}
              onCheck={(allowStitch) => change({ allowStitch })}
              disabledBecause={offer.stitch_disabled ? turnedOff('Stitches') : undefined}
            />
          </>
        )}
      </fieldset>
      {isPhotos && (
        <Checkbox
          look="switch"
          label="Add music"
          hint="TikTok chooses music that fits the photos."
          isChecked={form.addMusic}
          onCheck={(addMusic) => change({ addMusic })}
        />
      )}
    </Card>
  );
}

function turnedOff(what: string): string {
  return `${what} are not available: this account is private, or has turned them off in TikTok.`;
}

function Privacy({ form, change, offer }: Props) {
  const branded = isBranded(form);
  const isGone = form.privacy !== '' && !offer.privacy_level_options.includes(form.privacy);
  const clashes = branded && form.privacy === SELF_ONLY;
  const error = clashes
    ? `${BRANDED_IS_NEVER_PRIVATE} Choose another.`
    : isGone
      ? `TikTok does not offer “${privacyWord(form.privacy)}” to this account any more. Choose again.`
      : undefined;
  return (
    <Select
      label="Who can see this post"
      placeholder="Choose who can see it"
      required
      value={privacyOf(form, offer)}
      onValue={(privacy) => change({ privacy })}
      error={error}
      hint={branded && !clashes ? BRANDED_IS_NEVER_PRIVATE : undefined}
      options={offer.privacy_level_options.map((level) => ({
        value: level,
        label: privacyWord(level),
        disabledBecause: branded && level === SELF_ONLY ? BRANDED_IS_NEVER_PRIVATE : undefined,
      }))}
    />
  );
}
