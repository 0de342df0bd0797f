/** The caption, with what Instagram counts in it. */
import { TextArea } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import {
  captionTrouble,
  countsOf,
  LONGEST_CAPTION,
  MOST_HASHTAGS,
  MOST_MENTIONS,
  overflowOf,
} from '../form/caption';

interface Props {
  caption: string;
  onCaption: (caption: string) => void;
}

export function CaptionField({ caption, onCaption }: Props) {
  const { characters, hashtags, mentions } = countsOf(caption);
  const trouble = characters <= LONGEST_CAPTION ? captionTrouble(caption) : '';
  const overflow = overflowOf(caption);
  return (
    <Card label="Words">
      <TextArea
        label="Caption"
        limit={LONGEST_CAPTION}
        rows={5}
        value={caption}
        onValue={onCaption}
        hint={
          <span class="number">
            {hashtags} of {MOST_HASHTAGS} hashtags, {mentions} of {MOST_MENTIONS} mentions
          </span>
        }
        error={trouble || undefined}
      />
      {overflow && (
        <p class="small overflow break">
          Too much from here on: …{overflow.before}
          <mark>{overflow.over}</mark>…
        </p>
      )}
    </Card>
  );
}
