/** Everything that the person decides about a post, and the button that sends it. */
import '../../../composing/composing.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { body } from '../../../api/clients';
import { forget, keep, kept } from '../../../composing/kept';
import { Marked, Part } from '../../../composing/part';
import { PublishBar } from '../../../composing/publish-bar';
import { useResource } from '../../../live/resource';
import { ProblemAlert } from '../../../parts/alert';
import { Question } from '../../../parts/dialog';
import { Card } from '../../../parts/surface';
import type { Account } from '../../chosen';
import { postPath, usePlatforms } from '../../known';
import { instagram } from '../api';
import { type ChangeForm, EMPTY, hasCaption, type PostForm } from '../form/post-form';
import { type Former, usePublishing } from '../form/publish';
import { requestOf } from '../form/request';
import { missing } from '../form/rules';
import { drop, files as sentFiles } from '../form/sent-files';
import { CaptionField } from './caption-field';
import { CoverFields } from './cover-fields';
import { KindField } from './kind-field';
import { LimitNote } from './limit-note';
import { MediaList } from './media-list';
import { PlaceField } from './place-field';
import { Preview } from './preview';
import { SettingsFields } from './settings-fields';

interface Props {
  account: Account;
  /** Where the form is kept in this tab: one for each account, and each post that it came from. */
  place: string;
  /** What the form begins with, where nothing is kept. */
  start?: PostForm;
  /** The attempt that is followed by a new one; undefined for a new post. */
  former?: Former;
  /** Why Instagram may have published the attempt before; null where it has not. */
  risk?: string | null;
}

export function Composer({ account, place, start = EMPTY, former, risk = null }: Props) {
  const { route } = useLocation();
  const platforms = usePlatforms();
  const [form, setForm] = useState<PostForm>(() => ({ ...start, ...kept<PostForm>(place) }));
  const [isPressed, setPressed] = useState(false);
  const [asksAgain, setAsksAgain] = useState(false);
  const { publish, isBusy, problem } = usePublishing(former);
  const files = sentFiles.value;
  const lacking = useMemo(() => missing(form, files), [form, files]);
  const change: ChangeForm = (by) => setForm((was) => ({ ...was, ...by }));
  useEffect(() => keep(place, form), [place, form]);
  const offers = useOffer(account.account_id);
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
          {form.kind === 'REELS' && (
            <Part name="cover">
              <CoverFields form={form} files={files} change={change} />
            </Part>
          )}
          {hasCaption(form) && (
            <>
              <Part name="caption">
                <CaptionField caption={form.caption} onCaption={(caption) => change({ caption })} />
              </Part>
              <Card label="Place">
                <PlaceField
                  accountId={account.account_id}
                  finds={offers?.finds_places ?? true}
                  place={form.place}
                  onPlace={(chosen) => change({ place: chosen })}
                />
              </Card>
            </>
          )}
          <Part name="people">
            <SettingsFields form={form} change={change} />
          </Part>
          <ProblemAlert problem={problem} title="The post was not made" />
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
              title="Did you look in the Instagram app?"
              no="Not yet"
              yes="It is not there: try again"
              onNo={() => setAsksAgain(false)}
              onYes={() => void send()}
            >
              <p>{risk}</p>
              <p>If Instagram published it all the same, a new attempt posts it a second time.</p>
            </Question>
          )}
        </div>
        <Preview form={form} files={files} name={account.username ?? account.display_name} />
      </div>
    </Marked.Provider>
  );
}

function useOffer(account_id: string) {
  const params = { query: { account_id } };
  const read = () => body(instagram.GET('/api/instagram/choices', { params }));
  return useResource(read, `choices ${account_id}`).data;
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
