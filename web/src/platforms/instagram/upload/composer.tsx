/** Everything that the person decides about a post, and the button that sends it. */
import '../../../composing/composing.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { DraftNote } from '../../../composing/draft-note';
import { useDraft } from '../../../composing/drafts';
import { forget, keep, kept } from '../../../composing/kept';
import { Marked, Part } from '../../../composing/part';
import { PublishBar } from '../../../composing/publish-bar';
import { ProblemAlert } from '../../../parts/alert';
import { Question } from '../../../parts/dialog';
import type { Account } from '../../chosen';
import { newPostPath, postPath, usePlatforms } from '../../known';
import { placeOf } from '../form/attempt';
import { FILES_PLACE } from '../form/files';
import { type ChangeForm, EMPTY, type PostForm } from '../form/post-form';
import { type Former, usePublishing } from '../form/publish';
import { requestOf } from '../form/request';
import { missing } from '../form/rules';
import { drop, files as sentFiles } from '../form/sent-files';
import { Choices } from './choices';
import { KindField } from './kind-field';
import { Lacks } from './lacks';
import { LimitNote } from './limit-note';
import { MediaList } from './media-list';
import { Preview } from './preview';

interface Props {
  account: Account;
  /** Where the form is kept in this tab: one for each account, and each post that it came from. */
  place: string;
  /** What the form begins with, where nothing is kept; undefined for an empty one. */
  start?: PostForm;
  /** The attempt that is followed by a new one; undefined for a new post. */
  former?: Former;
  /** Why Instagram may have published the attempt before; null where it has not. */
  risk?: string | null;
}

export function Composer({ account, place, start, former, risk = null }: Props) {
  const { route, url } = useLocation();
  const platforms = usePlatforms();
  const [form, setForm] = useState<PostForm>(() => ({
    ...(start ?? EMPTY),
    ...kept<PostForm>(place),
  }));
  const [isPressed, setPressed] = useState(false);
  const [asksAgain, setAsksAgain] = useState(false);
  const { publish, isBusy, problem } = usePublishing(former);
  const files = sentFiles.value;
  const lacking = useMemo(() => missing(form, files), [form, files]);
  const change: ChangeForm = (by) => setForm((was) => ({ ...was, ...by }));
  useEffect(() => keep(place, form), [place, form]);
  const unsaved = useDraft({
    href: start ? url : newPostPath({ id: 'instagram' }, account.account_id),
    whose: `${account.display_name} (Instagram)`,
    words: form.caption,
    places: former ? [] : [place, FILES_PLACE, placeOf(account.account_id)],
  });
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false; // whoever has gone elsewhere is not led back
    },
    [],
  );

  async function send() {
    setAsksAgain(false);
    const answer = await publish(requestOf(account.account_id, form, files));
    if (!answer) return;
    forget(place);
    for (const { file } of form.items) if (file) drop(file);
    if (isHere.current) route(postPath(platforms, { id: 'instagram' }, answer.post_id));
  }

  return (
    <Marked.Provider value={{ lacking, isPressed }}>
      <div class="composer">
        <div class="stack">
          <Lacks account={account} />
          <KindField form={form} change={change} />
          <Part name="media">
            <MediaList form={form} files={files} change={change} />
          </Part>
          <Choices accountId={account.account_id} form={form} files={files} change={change} />
          <ProblemAlert problem={problem} title="The post was not created" />
          <DraftNote problem={unsaved} />
          <PublishBar
            lacking={lacking}
            isBusy={isBusy}
            label="Publish to Instagram"
            onLacking={() => setPressed(true)}
            onPublish={() => (risk ? setAsksAgain(true) : void send())}
          >
            <LimitNote accountId={account.account_id} />
          </PublishBar>
          {asksAgain && (
            <Question
              title="Did you check the Instagram app?"
              no="Not yet"
              yes="It is not there: try again"
              onNo={() => setAsksAgain(false)}
              onYes={() => void send()}
            >
              <p>{risk}</p>
              <p>If Instagram published it anyway, a new attempt posts it a second time.</p>
            </Question>
          )}
        </div>
        <Preview form={form} files={files} name={account.username ?? account.display_name} />
      </div>
    </Marked.Provider>
  );
}
