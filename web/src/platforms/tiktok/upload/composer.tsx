/** Everything that the person decides about a post, and the button that sends it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ProblemAlert } from '../../../parts/alert';
import { Question } from '../../../parts/dialog';
import { Segmented } from '../../../parts/form/segmented';
import { Card } from '../../../parts/surface';
import { begin } from '../../../uploads/uploads';
import { mayPostTwice } from '../form/attempt';
import type { Account } from '../form/chosen';
import type { Asked } from '../form/creator';
import { keepWish, openAttempt, restoredWish } from '../form/kept';
import type { VideoFile, Wish } from '../form/post-form';
import { usePublishing } from '../form/publish';
import { consentOf, requestOf } from '../form/request';
import { hasText, missing } from '../form/rules';
import { AudienceFields } from './audience-fields';
import { DisclosureFields } from './disclosure-fields';
import { Preview } from './preview';
import { PublishCard } from './publish-card';
import { SourceFields } from './source-fields';
import { TextFields } from './text-fields';

export type SetWish = (by: Partial<Wish>) => void;

interface Props {
  account: Account;
  /** What TikTok offers; null where only drafts are allowed. */
  asked: Asked | null;
  reload: () => Promise<void>;
  canDraft: boolean;
  /** Why TikTok takes no post from this account now. */
  barredBecause: string | null;
}

export function Composer({ account, asked, reload, canDraft, barredBecause }: Props) {
  const accountId = account.account_id;
  const { route } = useLocation();
  const [typed, setTyped] = useState(() => restoredWish(accountId));
  const [video, setVideo] = useState<VideoFile | null>(null);
  const [asksAgain, setAsksAgain] = useState(false);
  const { publish, isBusy, problem } = usePublishing(accountId);
  const wish = asked ? typed : { ...typed, isDraft: true };
  const offer = asked?.creator ?? null;
  const lacking = useMemo(() => missing(wish, offer, video), [wish, offer, video]);
  const change: SetWish = (by) => setTyped((was) => ({ ...was, ...by }));
  useEffect(() => keepWish(accountId, typed), [accountId, typed]);
  const isHere = useRef(true);
  useEffect(
    () => () => {
      isHere.current = false; // whoever has gone elsewhere is not led back
    },
    [],
  );

  const request = () => requestOf(accountId, wish, offer, video);

  async function send() {
    setAsksAgain(false);
    const now = new Date().toISOString();
    const consent = asked && consentOf(wish, asked.creator, asked.fetchedAt, now);
    const answer = await publish(request(), consent);
    if (!answer) return void reload();
    if (answer.upload && video) void begin(answer.post_id, answer.upload, video.file);
    if (isHere.current) route(`/posts/${answer.post_id}`);
  }

  return (
    <div class="composer">
      <SourceFields wish={wish} change={change} video={video} onVideo={setVideo} offer={offer} />
      <Preview
        wish={wish}
        change={change}
        video={video}
        name={asked?.creator.nickname ?? account.display_name}
      />
      <div class="stack">
        <Card label="How it is posted">
          <Segmented
            legend="How is it posted?"
            value={wish.isDraft ? 'DRAFT' : 'NOW'}
            onValue={(mode) => change({ isDraft: mode === 'DRAFT' })}
            segments={[
              {
                value: 'NOW',
                label: 'Post now',
                about: 'It appears on the profile by itself.',
                isDisabled: !asked,
              },
              {
                value: 'DRAFT',
                label: 'Send to TikTok inbox',
                about: canDraft
                  ? 'As a draft: you finish it in the TikTok app.'
                  : 'This account has not allowed drafts.',
                isDisabled: !canDraft,
              },
            ]}
          />
        </Card>
        {hasText(wish) && <TextFields wish={wish} change={change} />}
        {!wish.isDraft && offer && <AudienceFields wish={wish} change={change} offer={offer} />}
        {!wish.isDraft && <DisclosureFields wish={wish} change={change} />}
        <ProblemAlert problem={problem} title="The post was not made" />
        <PublishCard
          wish={wish}
          lacking={lacking}
          barredBecause={barredBecause}
          isBusy={isBusy}
          onPublish={() =>
            mayPostTwice(openAttempt(accountId), request()) ? setAsksAgain(true) : void send()
          }
        />
        {asksAgain && !barredBecause && (
          <AnswerLost onNo={() => setAsksAgain(false)} onYes={send} />
        )}
      </div>
    </div>
  );
}

function AnswerLost(on: { onNo: () => void; onYes: () => void }) {
  return (
    <Question title="Was the first one posted?" no="Not yet" yes="Post this as well" {...on}>
      <p>
        The answer to what you sent before was lost: TikTok may be posting that already. Look at{' '}
        <a href="/posts">your posts</a> first; what you typed stays here.
      </p>
    </Question>
  );
}
