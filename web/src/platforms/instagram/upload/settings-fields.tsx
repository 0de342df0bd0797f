/** What is decided beside the words: collaborators, the profile, and the label of AI. */
import { Checkbox, TextField } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import { type ChangeForm, hasCaption, type PostForm } from '../form/post-form';
import { collaboratorsTrouble, MOST_COLLABORATORS } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
}

export function SettingsFields({ form, change }: Props) {
  return (
    <Card label="Settings">
      {hasCaption(form) && (
        <TextField
          label="Collaborators"
          value={form.collaborators}
          onValue={(collaborators) => change({ collaborators })}
          placeholder="anna.bakes, old_mill"
          hint={`Up to ${MOST_COLLABORATORS} user names. Instagram asks each of them to accept.`}
          error={collaboratorsTrouble(form.collaborators)[0]}
        />
      )}
      {form.kind === 'REELS' && (
        <Checkbox
          label="Also show the reel on the profile"
          hint="Otherwise it only appears in the Reels tab."
          isChecked={form.sharesToFeed}
          onCheck={(sharesToFeed) => change({ sharesToFeed })}
        />
      )}
      <Checkbox
        label="Label as AI-generated"
        hint="For realistic content that was made or changed with AI."
        isChecked={form.isAiGenerated}
        onCheck={(isAiGenerated) => change({ isAiGenerated })}
      />
    </Card>
  );
}
