/** TikTok's part of a post to several accounts: what one account decides about the common video. */
import './upload.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { OwnCaption } from '../../../composing/own-caption';
import { Part } from '../../../composing/part';
import {
  lackingBeside,
  placeFor,
  type SeveralProps,
  useEntry,
  useOwnCaption,
} from '../../../composing/several';
import { ProblemAlert } from '../../../parts/alert';
import { Skeleton } from '../../../parts/surface';
import { begin } from '../../../uploads/uploads';
import { type CreatorInfo, useCreator } from '../form/creator';
import { keepForm, restoredForm } from '../form/kept';
import { type ChangeForm, EMPTY } from '../form/post-form';
import { askFor } from '../form/publish';
import { consentOf, requestOf } from '../form/request';
import {
  type Declaration as Agreed,
  declarationOf,
  missing,
  type Part as Name,
} from '../form/rules';
import { useVideo } from '../form/use-video';
import { Choices } from './choices';
import { CreatorBlock } from './creator-block';
import { Declaration, whatFollows } from './declaration';
import { Doubt } from './doubt';

const TERMS = {
  MUSIC_USAGE: () => <Declaration declaration="MUSIC_USAGE" />,
  BRANDED_CONTENT_AND_MUSIC_USAGE: () => (
    <Declaration declaration="BRANDED_CONTENT_AND_MUSIC_USAGE" />
  ),
} satisfies Record<Agreed, unknown>;

export default function SeveralTikTok(props: SeveralProps) {
  const { account } = props;
  const canDraft = account.scopes.includes('video.upload');
  const { data: info, problem, reload } = useCreator(account.account_id, canDraft);
  const isBarred = problem?.kind === 'cannot-post';
  return (
    <>
      <ProblemAlert
        problem={problem}
        title={
          isBarred
            ? 'This account cannot post right now'
            : 'Postlog could not check with TikTok what this account can post'
        }
        onRetry={() => void reload()}
      />
      {info === undefined ? (
        <Waiting {...props} isBusy={!problem} />
      ) : (
        <Decided
          {...props}
          info={info}
          reload={reload}
          canDraft={canDraft}
          barredBecause={isBarred ? problem.detail : null}
        />
      )}
    </>
  );
}

const UNKNOWN = [{ part: 'account', sentence: 'TikTok has not said yet what may be posted.' }];

function Waiting({ onEntry, isBusy }: SeveralProps & { isBusy: boolean }) {
  const publish = () => Promise.reject(new TypeError('What may be posted is not known.'));
  useEntry(onEntry, { lacking: UNKNOWN, barredBecause: null, Terms: null, publish });
  return isBusy ? (
    <Skeleton lines={4} label="Checking with TikTok what this account can post" />
  ) : null;
}

interface DecidedProps extends SeveralProps {
  info: CreatorInfo | null;
  reload: () => Promise<void>;
  canDraft: boolean;
  barredBecause: string | null;
}

function Decided({
  account,
  shared,
  onEntry,
  info,
  reload,
  canDraft,
  barredBecause,
}: DecidedProps) {
  const { account_id } = account;
  const place = placeFor(account_id);
  const [typed, setTyped] = useState(() => restoredForm(place, EMPTY));
  useEffect(() => keepForm(place, typed), [place, typed]);
  const own = useOwnCaption(place, shared.caption);
  const { video, trouble, setVideo } = useVideo(shared.file);
  const offer = info?.creator ?? null;
  const isDraft = !info || typed.isDraft;
  const form = useMemo(
    () => ({ ...typed, isDraft, source: 'FILE' as const, caption: own.caption }),
    [typed, isDraft, own.caption],
  );
  const lacking = useMemo(() => {
    const ofFile = trouble ? [{ part: 'source' as Name, sentence: trouble }] : [];
    const found = missing(form, offer, video).filter(({ part }) => !trouble || part !== 'source');
    return lackingBeside([...ofFile, ...found], 'source', shared.file !== null);
  }, [form, offer, video, trouble, shared.file]);
  const change: ChangeForm = ({ caption, ...by }) => {
    if (caption !== undefined) own.change(caption);
    setTyped((was) => ({ ...was, ...by }));
  };

  async function publish() {
    const consent = info && consentOf(form, info.creator, info.fetchedAt, new Date().toISOString());
    try {
      const answer = await askFor(place, requestOf(account_id, form, offer, video), consent);
      if (answer.upload && video) void begin(answer.post_id, answer.upload, video.file);
      return answer.post_id;
    } catch (error) {
      void reload(); // what may be posted may be the reason
      throw error;
    }
  }

  const Terms = TERMS[declarationOf(form)];
  useEntry(onEntry, { lacking, barredBecause, Terms, publish });
  return (
    <>
      {info && <CreatorBlock creator={info.creator} />}
      <Part name="source">
        {trouble && <p class="error">{trouble}</p>}
        {video && <Doubt video={video} onVideo={setVideo} />}
      </Part>
      <Choices form={form} change={change} offer={offer} canDraft={canDraft}>
        <OwnCaption isOwn={own.isOwn} onCommon={() => own.change(null)} />
      </Choices>
      <p class="small soft">{whatFollows(form)}</p>
    </>
  );
}
