/** Whether the post promotes something, and whether it was made by AI. */
import { Checkbox } from '../../../parts/form/field';
import { Card } from '../../../parts/surface';
import type { ChangeForm, PostForm } from '../form/post-form';
import { labelOf, MUST_INDICATE } from '../form/rules';

interface Props {
  form: PostForm;
  change: ChangeForm;
}

export function DisclosureFields({ form, change }: Props) {
  const isUndecided = form.discloses && !form.ownBrand && !form.branded;
  return (
    <Card label="Disclosure">
      <Checkbox
        look="switch"
        label="Disclose commercial content"
        hint="Turn on if this post promotes goods or services in exchange for something of value: your own brand, a third party, or both."
        isChecked={form.discloses}
        onCheck={(discloses) => change({ discloses })}
      />
      {form.discloses && (
        <fieldset class="stack checks indented">
          <legend class="visually-hidden">What does it promote?</legend>
          <Checkbox
            label="Your brand"
            hint="You promote yourself or your own business."
            isChecked={form.ownBrand}
            onCheck={(ownBrand) => change({ ownBrand })}
          />
          <Checkbox
            label="Branded content"
            hint="You promote another brand or a third party."
            isChecked={form.branded}
            onCheck={(branded) => change({ branded })}
          />
        </fieldset>
      )}
      <p class="label-prompt" role="status">
        {labelOf(form)}
        {isUndecided && <span class="soft">{MUST_INDICATE}</span>}
      </p>
      <Checkbox
        look="switch"
        label="AI-generated content"
        hint="TikTok adds the label “Creator labeled as AI-generated”."
        isChecked={form.isAigc}
        onCheck={(isAigc) => change({ isAigc })}
      />
    </Card>
  );
}
