/** Everything that the person decides about a post, and the button that sends it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ProblemAlert } from '../../../parts/alert';
import { Checkbox } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import type { Account } from '../../chosen';
import { postPath, usePlatforms } from '../../known';
import { type ChangeForm, EMPTY, emptyItem, hasCaption, type PostForm } from '../form/post-form';
import { usePublishing } from '../form/publish';
import { missing } from '../form/rules';
import { CaptionField } from './caption-field';
import { ItemFields } from './item-fields';
import { LimitNote } from './limit-note';
import { PublishCard } from './publish-card';

const KINDS = [
  { value: 'IMAGE', label: 'Picture', about: 'One picture on the profile.' },
  { value: 'REELS', label: 'Reel', about: 'One video.' },
  { value: 'STORIES', label: 'Story', about: 'A picture or a video, for 24 hours.' },
  { value: 'CAROUSEL', label: 'Carousel', about: '2 to 10 pictures and videos.' },
] as const;

export function Composer({ account }: { account: Account }) {
  const accountId = account.account_id;
  const { route } = useLocation();
  const platforms = usePlatforms();
  const [form, setForm] = useState<PostForm>(EMPTY);
  const { publish, isBusy, progress, problem } = usePublishing(accountId);
  const lacking = useMemo(() => missing(form), [form]);
  const change: ChangeForm = (by) => setForm((was) => ({ ...was, ...by }));
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false; // whoever has gone elsewhere is not led back
    },
    [],
  );

  async function send() {
    const answer = await publish(form);
    if (answer && isHere.current) route(postPath(platforms, { id: 'instagram' }, answer.post_id));
  }

  return (
    <>
      <Lacks account={account} />
      <Card label="Kind">
        <Segmented
          legend="What do you post?"
          value={form.kind}
          onValue={(kind) => change(started(form, kind))}
          segments={KINDS}
        />
      </Card>
      <ItemFields form={form} change={change} />
      {hasCaption(form) && <CaptionField form={form} change={change} />}
      <Card label="Settings">
        {form.kind === 'REELS' && (
          <Checkbox
            label="Also show the reel on the profile"
            hint="Otherwise it is in the Reels tab only."
            isChecked={form.sharesToFeed}
            onCheck={(sharesToFeed) => change({ sharesToFeed })}
          />
        )}
        <Checkbox
          label="Label as AI-generated"
          hint="For what was made or changed with AI so that it looks real."
          isChecked={form.isAiGenerated}
          onCheck={(isAiGenerated) => change({ isAiGenerated })}
        />
      </Card>
      <ProblemAlert problem={problem} title="The post was not made" />
      <PublishCard
        lacking={lacking}
        isBusy={isBusy}
        progress={progress}
        onPublish={() => void send()}
      />
      <LimitNote accountId={accountId} />
    </>
  );
}

/** Begin another kind: a carousel has two places from the start. */
function started(form: PostForm, kind: PostForm['kind']): Partial<PostForm> {
  const isAlone = kind === 'CAROUSEL' && form.items.length < 2;
  const next = Math.max(...form.items.map(({ key }) => key)) + 1;
  return isAlone ? { kind, items: [...form.items, emptyItem(next)] } : { kind };
}

/** What the account has not allowed, in the words of the API. */
function Lacks({ account }: { account: Account }) {
  const lacks = account.missing_features.find(({ feature }) => feature === 'publish');
  return lacks ? (
    <Card label="Permission">
      <p>{lacks.reason}</p>
      <p>
        <a href="/platforms/connect/instagram">Connect again</a>
      </p>
    </Card>
  ) : null;
}
