/** The caption, with what Instagram counts in it. */
import { TextArea } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import type { ChangeForm, PostForm } from '../form/post-form';
import {
  captionTrouble,
  countsOf,
  LONGEST_CAPTION,
  MOST_HASHTAGS,
  MOST_MENTIONS,
} from '../form/rules';

export function CaptionField({ form, change }: { form: PostForm; change: ChangeForm }) {
  const { characters, hashtags, mentions } = countsOf(form.caption);
  const trouble = characters <= LONGEST_CAPTION ? captionTrouble(form.caption) : '';
  return (
    <Card label="Words">
      <TextArea
        label="Caption"
        limit={LONGEST_CAPTION}
        rows={5}
        value={form.caption}
        onValue={(caption) => change({ caption })}
        hint={
          <span class="number">
            {hashtags} of {MOST_HASHTAGS} hashtags, {mentions} of {MOST_MENTIONS} mentions
          </span>
        }
        error={trouble || undefined}
      />
    </Card>
  );
}
