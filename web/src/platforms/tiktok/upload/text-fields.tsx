/** The words of a post. */
import { TextArea, TextField } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import type { Wish } from '../form/post-form';
import { LONGEST, longerThan } from '../form/rules';
import type { SetWish } from './composer';

interface Props {
  wish: Wish;
  change: SetWish;
}

export function TextFields({ wish, change }: Props) {
  return (
    <Card label="Words">
      {wish.source === 'PHOTOS' ? (
        <>
          <TextField
            label="Title"
            hint={`${wish.photoTitle.length} of ${LONGEST.photoTitle} characters`}
            {...(wish.photoTitle.length > LONGEST.photoTitle
              ? { error: `It is ${longerThan(LONGEST.photoTitle)}` }
              : {})}
            value={wish.photoTitle}
            onValue={(photoTitle) => change({ photoTitle })}
          />
          <TextArea
            label="Description"
            limit={LONGEST.description}
            value={wish.description}
            onValue={(description) => change({ description })}
          />
        </>
      ) : (
        <TextArea
          label="Caption"
          hint="With #hashtags and @mentions, if you like."
          limit={LONGEST.caption}
          value={wish.caption}
          onValue={(caption) => change({ caption })}
        />
      )}
    </Card>
  );
}
