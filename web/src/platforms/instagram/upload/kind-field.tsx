/** What is posted. */
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import type { ChangeForm, PostForm } from '../form/post-form';

const KINDS = [
  { value: 'IMAGE', label: 'Picture', about: 'One picture on the profile.' },
  { value: 'REELS', label: 'Reel', about: 'One video.' },
  { value: 'STORIES', label: 'Story', about: 'A picture or a video, for 24 hours.' },
  { value: 'CAROUSEL', label: 'Carousel', about: '2 to 10 pictures and videos.' },
] as const;

export function KindField({ form, change }: { form: PostForm; change: ChangeForm }) {
  return (
    <Card label="Kind">
      <Segmented
        legend="What do you post?"
        value={form.kind}
        onValue={(kind) => change({ kind })}
        segments={KINDS}
      />
    </Card>
  );
}
