/** What is posted. */
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import type { Kind } from '../api';
import type { ChangeForm, PostForm } from '../form/post-form';

const KINDS = [
  { value: 'IMAGE', label: 'Picture', about: 'One picture on the profile.' },
  { value: 'REELS', label: 'Reel', about: 'One video.' },
  { value: 'STORIES', label: 'Story', about: 'A picture or a video, for 24 hours.' },
  { value: 'CAROUSEL', label: 'Carousel', about: '2 to 10 pictures and videos.' },
] as const;

interface Props {
  form: PostForm;
  change: ChangeForm;
  /** The kinds that may be chosen; all of them where none are named. */
  kinds?: readonly Kind[];
}

export function KindField({ form, change, kinds }: Props) {
  return (
    <Card label="Kind">
      <Segmented
        legend="What do you post?"
        value={form.kind}
        onValue={(kind) => change({ kind })}
        segments={KINDS.filter(({ value }) => kinds?.includes(value) ?? true)}
      />
    </Card>
  );
}
