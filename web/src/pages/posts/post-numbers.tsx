/** The numbers of a post, and what else is known about it. */
import type { KnownAccount } from '../../live/accounts';
import { Fact, Facts, Id } from '../../parts/data/facts';
import { compact, full } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Card } from '../../parts/surface';
import { nameOf } from '../../platforms/known';
import type { Platform, PostDetail, PostFact } from '../../platforms/platform';
import { COUNTERS } from './counters';

interface Props {
  platform: Platform;
  detail: PostDetail;
  account: KnownAccount | undefined;
}

export function PostNumbers({ platform, detail, account }: Props) {
  const facts = platform.words.factsOf(detail);
  return (
    <>
      <Numbers platform={platform} detail={detail} account={account} />
      <Card title="Details">
        <Facts>
          {facts.filter(({ id }) => !id).map(asFact)}
          {account && (
            <Fact name="Account">
              <a href={`/accounts/${account.account_id}`}>{nameOf([platform], account)}</a>
            </Fact>
          )}
          <Fact name="Post id">
            <Id value={detail.post_id} what="post id" />
          </Fact>
          {facts.filter(({ id }) => id).map(asFact)}
        </Facts>
      </Card>
    </>
  );
}

/** The numbers, or why there are none. */
function Numbers({ platform, detail, account }: Props) {
  const why = platform.words.uncountedOf(detail, account?.scopes ?? null);
  const isCounted = COUNTERS.some(({ counter }) => detail[counter] !== null);
  return (
    <Card title="Numbers">
      {(isCounted || !why) && (
        <dl class="counters">
          {COUNTERS.map(({ counter, name }) => (
            <div key={counter}>
              <dt class="small soft">{name}</dt>
              <dd class="number" title={full(detail[counter])}>
                {compact(detail[counter])}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p class="small soft">
        {detail.sampled_at && (
          <>
            As of <Time at={detail.sampled_at} isExact />.{' '}
          </>
        )}
        {why ?? (!detail.sampled_at && 'Public posts are counted once a day.')}
      </p>
    </Card>
  );
}

function asFact({ name, text, href, id }: PostFact) {
  return (
    <Fact key={`${name} ${text}`} name={name}>
      {href && (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {text}
        </a>
      )}
      {!href && (id ? <Id value={text} what={id} /> : text)}
    </Fact>
  );
}
