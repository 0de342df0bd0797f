/** Everything that the person decides about a post, and the button that sends it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ProblemAlert } from '../../../parts/alert';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import { begin } from '../../../uploads/uploads';
import type { Account } from '../../chosen';
import { type Again, againOf, keyAfter } from '../form/again';
import { mayPostTwice } from '../form/attempt';
import type { CreatorInfo } from '../form/creator';
import { keepForm, openAttempt, restoredForm } from '../form/kept';
import type { ChangeForm, VideoFile } from '../form/post-form';
import { usePublishing } from '../form/publish';
import { consentOf, requestOf } from '../form/request';
import { hasText, missing } from '../form/rules';
import { lengthOf } from '../form/video-length';
import { AudienceFields } from './audience-fields';
import { BegunElsewhere } from './begun-elsewhere';
import { DisclosureFields } from './disclosure-fields';
import { MayPostTwice } from './may-post-twice';
import { Preview } from './preview';
import { PublishCard } from './publish-card';
import { SourceFields } from './source-fields';
import { TextFields } from './text-fields';

interface Props {
  account: Account;
  /** The attempt that is over, where a post is tried again. */
  again: Again | undefined;
  /** What TikTok offers; null where only drafts are allowed. */
  info: CreatorInfo | null;
  reload: () => Promise<void>;
  canDraft: boolean;
  /** Why TikTok takes no post from this account now. */
  barredBecause: string | null;
}

export function Composer({ account, again, info, reload, canDraft, barredBecause }: Props) {
  const accountId = account.account_id;
  const place = again?.post_id ?? accountId;
  const { route } = useLocation();
  const [typed, setTyped] = useState(() => restoredForm(place, again?.form));
  const [video, setVideo] = useState<VideoFile | null>(null);
  const [asksAgain, setAsksAgain] = useState(false);
  const { publish, isBusy, problem } = usePublishing(place, () =>
    again ? keyAfter(again.attempt) : crypto.randomUUID(),
  );
  const form = info ? typed : { ...typed, isDraft: true };
  const offer = info?.creator ?? null;
  const lacking = useMemo(() => missing(form, offer, video), [form, offer, video]);
  const change: ChangeForm = (by) => setTyped((was) => ({ ...was, ...by }));
  useEffect(() => keepForm(place, typed), [place, typed]);
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

  return (
    <div class="composer">
      <SourceFields
        form={form}
        change={change}
        video={video}
        onVideo={setVideo}
        offer={offer}
        isMediaFixed={!!again}
      />
      <Preview
        form={form}
        change={change}
        video={video}
        name={info?.creator.nickname.trim() || account.display_name}
      />
      <div class="stack">
        <Card label="How it is posted">
          <Segmented
            legend="How is it posted?"
            value={form.isDraft ? 'DRAFT' : 'NOW'}
            onValue={(mode) => change({ isDraft: mode === 'DRAFT' })}
            segments={[
              {
                value: 'NOW',
                label: 'Post now',
                about: 'It appears on the profile without further steps.',
                isDisabled: !info || (!!again && form.isDraft),
              },
              {
                value: 'DRAFT',
                label: 'Send to TikTok inbox',
                about: canDraft
                  ? 'As a draft: you finish it in the TikTok app.'
                  : 'This account has not allowed drafts.',
                isDisabled: !canDraft || (!!again && !form.isDraft),
              },
            ]}
          />
        </Card>
        {hasText(form) && <TextFields form={form} change={change} />}
        {!form.isDraft && offer && <AudienceFields form={form} change={change} offer={offer} />}
        {!form.isDraft && <DisclosureFields form={form} change={change} />}
        {again && problem?.kind === 'idempotency-key-reused' ? (
          <BegunElsewhere post_id={again.post_id} />
        ) : (
          <ProblemAlert problem={problem} title="The post was not made" />
        )}
        <PublishCard
          form={form}
          lacking={lacking}
          barredBecause={barredBecause}
          isBusy={isBusy}
          onPublish={() =>
            mayPostTwice(openAttempt(place), request(), !!again?.risk)
              ? setAsksAgain(true)
              : void send()
          }
        />
        {asksAgain && !barredBecause && (
          <MayPostTwice risk={again?.risk} onNo={() => setAsksAgain(false)} onYes={send} />
        )}
      </div>
    </div>
  );
}
