/** Everything that the person decides about a post, and the button that sends it. */
import '../../../composing/composing.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { body } from '../../../api/clients';
import { DraftNote } from '../../../composing/draft-note';
import { useDraft } from '../../../composing/drafts';
import { Marked, Part } from '../../../composing/part';
import { PublishBar } from '../../../composing/publish-bar';
import { useResource } from '../../../live/resource';
import { ProblemAlert } from '../../../parts/alert';
import { begin } from '../../../uploads/uploads';
import type { Account } from '../../chosen';
import { newPostPath } from '../../known';
import { tiktok } from '../api';
import { type Again, againOf, keyAfter } from '../form/again';
import { mayPostTwice } from '../form/attempt';
import type { CreatorInfo } from '../form/creator';
import {
  keepForm,
  keepVideo,
  lostFile,
  openAttempt,
  placeOf,
  restoredForm,
  restoredVideo,
} from '../form/kept';
import type { ChangeForm, PostForm, VideoFile } from '../form/post-form';
import { usePublishing } from '../form/publish';
import { consentOf, requestOf } from '../form/request';
import { declarationOf, MUST_INDICATE, missing } from '../form/rules';
import { lengthOf } from '../form/video-length';
import { BegunElsewhere } from './begun-elsewhere';
import { Choices } from './choices';
import { Declaration, whatFollows } from './declaration';
import { MayPostTwice } from './may-post-twice';
import { Preview } from './preview';
import { SourceFields } from './source-fields';

interface Props {
  account: Account;
  /** The attempt that is over, where a post is tried again. */
  again: Again | undefined;
  /** What a new post begins with, and where it is kept: undefined for an empty form. */
  start?: Start | undefined;
  /** What TikTok offers; null where only drafts are allowed. */
  info: CreatorInfo | null;
  reload: () => Promise<void>;
  canDraft: boolean;
  /** Why TikTok takes no post from this account now. */
  barredBecause: string | null;
}

/** A new post that is made from another one. */
export interface Start {
  place: string;
  form: PostForm;
}

export function Composer({ account, again, start, info, reload, canDraft, barredBecause }: Props) {
  const accountId = account.account_id;
  const place = placeOf(again?.post_id ?? start?.place ?? accountId);
  const { route, url } = useLocation();
  const [typed, setTyped] = useState(() => restoredForm(place, again?.form ?? start?.form));
  const [video, setVideo] = useState<VideoFile | null>(() => restoredVideo(place));
  const [isPressed, setPressed] = useState(false);
  const verified = useVerified();
  const [asksAgain, setAsksAgain] = useState(false);
  const { publish, isBusy, problem } = usePublishing(place, () =>
    again ? keyAfter(again.attempt) : crypto.randomUUID(),
  );
  const form = info ? typed : { ...typed, isDraft: true };
  const offer = info?.creator ?? null;
  const lacking = useMemo(
    () => missing(form, offer, video, verified),
    [form, offer, video, verified],
  );
  const change: ChangeForm = (by) => setTyped((was) => ({ ...was, ...by }));
  useEffect(() => keepForm(place, typed), [place, typed]);
  useEffect(() => {
    if (video) keepVideo(place, video);
  }, [place, video]);
  const unsaved = useDraft({
    href: start ? url : newPostPath({ id: 'tiktok' }, accountId),
    whose: `${account.display_name} (TikTok)`,
    words: typed.caption || typed.photoTitle || typed.description,
    places: again ? [] : [place],
  });
  const held = useRef(again?.file);
  useEffect(() => {
    const file = held.current;
    if (file) void lengthOf(file).then((duration) => setVideo((was) => was ?? { file, duration }));
  }, []);
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false; // whoever has gone elsewhere is not led back
    },
    [],
  );

  const request = () => {
    const asked = requestOf(accountId, form, offer, video);
    return again ? againOf(asked, again.post_id) : asked;
  };

  async function send() {
    setAsksAgain(false);
    const now = new Date().toISOString();
    const consent = info && consentOf(form, info.creator, info.fetchedAt, now);
    const answer = await publish(request(), consent);
    if (!answer) {
      again?.onRefused();
      return void reload();
    }
    if (answer.upload && video) void begin(answer.post_id, answer.upload, video.file);
    if (isHere.current) route(`/posts/${answer.post_id}`);
  }

  const isUndecided = lacking.some(({ sentence }) => sentence === MUST_INDICATE);
  return (
    <Marked.Provider value={{ lacking, isPressed }}>
      <div class="composer">
        <div class="stack">
          <Part name="source">
            <SourceFields
              form={form}
              change={change}
              video={video}
              onVideo={setVideo}
              offer={offer}
              verified={verified}
              lost={lostFile(place)}
              isMediaFixed={!!again}
            />
          </Part>
          <Choices
            form={form}
            change={change}
            offer={offer}
            canDraft={canDraft}
            isModeFixed={!!again}
          />
          {again && problem?.kind === 'idempotency-key-reused' ? (
            <BegunElsewhere post_id={again.post_id} />
          ) : (
            <ProblemAlert problem={problem} title="The post was not created" />
          )}
          <p class="small soft">{whatFollows(form)}</p>
          <DraftNote problem={unsaved} />
          <PublishBar
            lacking={lacking}
            barredBecause={barredBecause}
            isBusy={isBusy}
            label={form.isDraft ? 'Send to TikTok inbox' : 'Publish to TikTok'}
            title={isUndecided ? MUST_INDICATE : undefined}
            onLacking={() => setPressed(true)}
            onPublish={() =>
              mayPostTwice(openAttempt(place), request(), !!again?.risk)
                ? setAsksAgain(true)
                : void send()
            }
          >
            <Declaration declaration={declarationOf(form)} />
          </PublishBar>
          {asksAgain && !barredBecause && (
            <MayPostTwice risk={again?.risk} onNo={() => setAsksAgain(false)} onYes={send} />
          )}
        </div>
        <Preview
          form={form}
          change={change}
          video={video}
          name={info?.creator.nickname.trim() || account.display_name}
        />
      </div>
    </Marked.Provider>
  );
}

function useVerified() {
  const read = () => body(tiktok.GET('/api/tiktok/verified-addresses'));
  return useResource(read, 'verified').data?.verified ?? null;
}
