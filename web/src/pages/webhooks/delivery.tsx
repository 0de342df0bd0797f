/** One delivery: what it says, what it changed, its headers and its bytes. It has an address of its own. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { body, crm } from '../../api/clients';
import type { KnownAccount } from '../../live/accounts';
import type { Captions } from '../../live/captions';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Fact, Facts, Id, Place } from '../../parts/data/facts';
import { Time } from '../../parts/data/time';
import { takesFocus } from '../../parts/focus';
import { Pill } from '../../parts/pill';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { wordsFor } from '../../parts/words/event-words';
import { nameOf, platformOf, usePlatforms } from '../../platforms/known';
import { DeliveryBody } from './delivery-body';
import type { Delivery } from './delivery-row';
import { delayOf, kindOf, verdictOf, withoutEffect } from './delivery-words';
import { linkOf, postOf } from './effects';

interface Props {
  externalId: string;
  accounts: readonly KnownAccount[] | undefined;
  captions: Captions;
  /** The address of the list. */
  back: string;
}

export function DeliveryView({ externalId, accounts, captions, back }: Props) {
  const query = { external_id: externalId, limit: 1 };
  const read = async () => {
    const found = await body(crm.GET('/api/crm/webhook-events', { params: { query } }));
    return found.webhook_events[0] ?? null;
  };
  const { data, problem, isLoading, reload } = useResource(read, externalId);
  useChanges(() => void reload());
  return (
    <div class="stack">
      <p class="back">
        <a href={back}>‹ All webhooks</a>
      </p>
      <Card label="Webhook">
        {isLoading && <Skeleton lines={6} label="Loading the webhook" />}
        <ProblemAlert
          problem={problem}
          title="The webhook could not be loaded"
          onRetry={() => void reload()}
        />
        {data === null && (
          <Empty title="Webhook not found">
            It may be about another user’s account, or the address may be mistyped.
          </Empty>
        )}
        {data && <Told delivery={data} accounts={accounts} captions={captions} />}
      </Card>
    </div>
  );
}

type ToldProps = { delivery: Delivery } & Pick<Props, 'accounts' | 'captions'>;

function Told({ delivery, accounts, captions }: ToldProps) {
  const platforms = usePlatforms();
  const platform = platformOf(platforms, delivery.provider);
  const name = platform?.name ?? delivery.provider;
  const { word, tone, means } = verdictOf(delivery.verdict, name);
  const account = accounts?.find(({ account_id }) => account_id === delivery.account_id);
  const post = postOf(delivery);
  const heading = useRef<HTMLHeadingElement>(null);
  // On a narrow screen it takes the place of the list, and of the link that had the focus.
  useLayoutEffect(() => {
    if (takesFocus()) heading.current?.focus();
  }, []);
  return (
    <>
      <div class="stack tight">
        <h2 ref={heading} tabIndex={-1}>
          {kindOf(delivery.event, platform?.webhooks.events ?? []).title}
        </h2>
        <code class="small soft break">{delivery.event ?? 'no event name'}</code>
      </div>
      <Facts>
        <Fact name="Received">
          <Time at={delivery.received_at} isExact to="millisecond" />
        </Fact>
        <Fact name={`Sent by ${name}`}>
          <Time at={delivery.create_time} isExact to="second" />
          <span class="soft">
            , arrived after {delayOf(delivery.create_time, delivery.received_at)}
          </span>
        </Fact>
        <Fact name="Account">
          <a href={`/accounts/${delivery.account_id}`}>{nameOf(platforms, account)}</a>
        </Fact>
        {post && (
          <Fact name="Post">
            <a href={`/posts/${post}`}>{captions.get(post) ?? 'Open the post'}</a>
          </Fact>
        )}
        <Fact name="Signature">
          <Pill tone={tone}>{word}</Pill> <span class="soft">{means}</span>
        </Fact>
        {delivery.publish_id && (
          <Fact name="publish_id" isForDevelopers>
            <Id value={delivery.publish_id} what="publish_id" />
          </Fact>
        )}
        <Fact name="Topic / partition / offset" isForDevelopers>
          <Place {...delivery} />
        </Fact>
        <Fact name="External id" isForDevelopers>
          <Id value={delivery.external_id} what="external id" />
        </Fact>
      </Facts>
      <Effects delivery={delivery} />
      <DeliveryBody delivery={delivery} />
    </>
  );
}

function Effects({ delivery }: { delivery: Delivery }) {
  const platforms = usePlatforms();
  const { provider } = delivery;
  return (
    <section class="stack" aria-label="What it changed">
      <h3 class="minor">What it changed</h3>
      {delivery.effects.length === 0 && (
        <p class="soft">{withoutEffect(delivery.status, delivery.unmatched_reason)}</p>
      )}
      <ul class="list stack">
        {delivery.effects.map((effect) => (
          <li key={effect.event_id} class="row">
            <a href={linkOf(effect)}>{wordsFor(platforms, effect.type, { provider }).sentence}</a>
            <span class="small soft">
              <Place {...effect} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
