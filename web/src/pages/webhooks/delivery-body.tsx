/** The headers and the bytes of a delivery, to be read and to be copied. */
import { Copy } from '../../parts/copy';
import { Bytes, Fact, Facts } from '../../parts/data/facts';
import { asText, fromBase64, hexDump } from '../../parts/data/hex';
import { counted } from '../../parts/data/numbers';
import { asCurl, opened } from './body';
import type { Delivery } from './delivery-row';
import { JsonView } from './json-view';

export function DeliveryBody({ delivery }: { delivery: Delivery }) {
  const bytes = fromBase64(delivery.body_base64);
  const text = asText(bytes);
  const json = text === null ? null : opened(text);
  const url = `${window.location.origin}/api/webhooks/${delivery.provider}`;
  return (
    <>
      <section class="stack" aria-label="Body">
        <div class="row">
          <h3 class="minor">Body, {counted(bytes.length, 'byte')}</h3>
          {text !== null && (
            <>
              <Copy text={text} what="body" />
              <Copy text={asCurl(text, { url, headers: delivery.headers })} what="as curl">
                Copy as curl
              </Copy>
            </>
          )}
        </div>
        {json !== null && <JsonView text={json} label="Body as JSON" />}
        <details class="raw" open={json === null}>
          <summary>As it arrived</summary>
          <Bytes
            text={text ?? hexDump(bytes)}
            label="Body as it arrived"
            isWrapped={text !== null}
          />
        </details>
      </section>
      {delivery.headers.length > 0 && (
        <section class="stack" aria-label="Headers">
          <h3 class="minor">Headers</h3>
          <Facts>
            {delivery.headers.map(({ name, value }) => (
              <Fact key={`${name} ${value}`} name={name}>
                <code class="break">{value}</code>
              </Fact>
            ))}
          </Facts>
        </section>
      )}
    </>
  );
}
