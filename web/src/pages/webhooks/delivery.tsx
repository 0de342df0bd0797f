/** One delivery: its verdict, its headers, its bytes, and the events that it caused. */
import type { Crm } from '../../api/clients';
import type { KnownAccount } from '../../live/accounts';
import { Copy } from '../../parts/copy';
import { Bytes, Fact, Facts, Id, Place } from '../../parts/data/facts';
import { asJson, asText, fromBase64, hexDump } from '../../parts/data/hex';
import { counted } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Pill } from '../../parts/pill';
import { wordsFor } from '../../parts/words/event-words';
import { nameOf, platformOf, usePlatforms } from '../../platforms/known';
import { verdictOf, withoutEffect } from './delivery-words';

type Delivery = Crm['WebhookEvent'];

interface Props {
  delivery: Delivery;
  accounts: readonly KnownAccount[] | undefined;
}

export function DeliveryView({ delivery, accounts }: Props) {
  const platforms = usePlatforms();
  const platform = platformOf(platforms, delivery.provider)?.name ?? delivery.provider;
  const { word, tone, means } = verdictOf(delivery.verdict, platform);
  const account = accounts?.find(({ account_id }) => account_id === delivery.account_id);
  return (
    <li class={tone}>
      <details>
        <summary>
          <span class="break">{delivery.event ?? 'A delivery without an event name'}</span>
          <span class="small soft row">
            <Pill tone={tone}>{word}</Pill>
            <span>{counted(delivery.effects.length, 'effect')}</span>
            <Time at={delivery.received_at} />
          </span>
        </summary>
        <div class="stack">
          <p class="soft">{means}</p>
          <Facts>
            <Fact name="Received">
              <Time at={delivery.received_at} isExact />
            </Fact>
            {delivery.create_time && (
              <Fact name={`Happened, according to ${platform}`}>
                <Time at={delivery.create_time} isExact />
              </Fact>
            )}
            <Fact name="Account">
              <a href={`/accounts/${delivery.account_id}`}>{nameOf(platforms, account)}</a>
            </Fact>
            {delivery.publish_id && (
              <Fact name="publish_id">
                <Id value={delivery.publish_id} what="publish_id" />
              </Fact>
            )}
            <Fact name="Topic / partition / offset">
              <Place {...delivery} />
            </Fact>
            <Fact name="External id">
              <Id value={delivery.external_id} what="external id" />
            </Fact>
          </Facts>
          <Effects delivery={delivery} />
          <Headers headers={delivery.headers} />
          <Body base64={delivery.body_base64} />
        </div>
      </details>
    </li>
  );
}

function Effects({ delivery }: { delivery: Delivery }) {
  const platforms = usePlatforms();
  const { provider } = delivery;
  return (
    <section class="stack" aria-label="Effects">
      <h2 class="minor">What it changed</h2>
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

/** An event of an account has the account as its subject; any other is about a post. */
function linkOf({ subject, account_id }: Delivery['effects'][number]): string {
  return subject === account_id ? `/accounts/${account_id}` : `/posts/${subject}`;
}

function Headers({ headers }: { headers: Delivery['headers'] }) {
  if (headers.length === 0) return null;
  return (
    <section class="stack" aria-label="Headers">
      <h2 class="minor">Headers</h2>
      <Facts>
        {headers.map(({ name, value }) => (
          <Fact key={`${name} ${value}`} name={name}>
            <code class="break">{value}</code>
          </Fact>
        ))}
      </Facts>
    </section>
  );
}

function Body({ base64 }: { base64: string }) {
  const bytes = fromBase64(base64);
  const text = asText(bytes);
  const json = text === null ? null : asJson(text);
  return (
    <section class="stack" aria-label="Body">
      <div class="row">
        <h2 class="minor">Body, {counted(bytes.length, 'byte')}</h2>
        {text !== null && <Copy text={text} what="body" />}
      </div>
      <Bytes text={text ?? hexDump(bytes)} label="Body as it came" isWrapped={text !== null} />
      {json !== null && (
        <details class="raw">
          <summary>Read as JSON</summary>
          <Bytes text={json} label="Body as JSON" />
        </details>
      )}
    </section>
  );
}
