/** The payload of an event: its fields to be read, and the JSON as it is. */
import { Copy } from '../copy';
import type { Payload as Fields } from '../words/said';
import { Bytes, Fact, Facts } from './facts';
import { exact } from './time';

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** Give a value as text: nothing is a dash, what has parts is JSON. */
export function readable(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  if (typeof value === 'string') return MOMENT.test(value) ? exact(value) : value;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.length ? value.join(', ') : '–';
  return JSON.stringify(value);
}

interface PayloadProps {
  payload: Fields;
  /** Fields that are shown elsewhere. */
  without?: readonly string[];
}

export function Payload({ payload, without = [] }: PayloadProps) {
  const json = JSON.stringify(payload, null, 2);
  const shown = Object.entries(payload).filter(([name]) => !without.includes(name));
  return (
    <div class="stack">
      <Facts>
        {shown.map(([name, value]) => (
          <Fact key={name} name={name.replaceAll('_', ' ')}>
            {readable(value)}
          </Fact>
        ))}
      </Facts>
      <details class="raw">
        <summary>Raw JSON</summary>
        <div class="stack">
          <Bytes text={json} label="Raw JSON" />
          <div>
            <Copy text={json} what="JSON" />
          </div>
        </div>
      </details>
    </div>
  );
}
