/** The words of a post. */
import { TextArea, TextField } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import type { ChangeForm, PostForm } from '../form/post-form';
import { LONGEST, longerThan } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
}

export function TextFields({ form, change }: Props) {
  return (
    <Card label="Words">
      {form.source === 'PHOTOS' ? (
        <>
          <TextField
            label="Title"
            hint={`${form.photoTitle.length} of ${LONGEST.photoTitle} characters`}
            {...(form.photoTitle.length > LONGEST.photoTitle
              ? { error: `It is ${longerThan(LONGEST.photoTitle)}` }
              : {})}
            value={form.photoTitle}
            onValue={(photoTitle) => change({ photoTitle })}
          />
          <TextArea
            label="Description"
            limit={LONGEST.description}
            value={form.description}
            onValue={(description) => change({ description })}
          />
        </>
      ) : (
        <TextArea
          label="Caption"
          hint="With #hashtags and @mentions, if you like."
          limit={LONGEST.caption}
          value={form.caption}
          onValue={(caption) => change({ caption })}
        />
      )}
    </Card>
  );
}
