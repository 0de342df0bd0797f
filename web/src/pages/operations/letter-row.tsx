/** One dead letter: what it is, why it was refused, its bytes, and its redriving. */
import { useState } from 'preact/hooks';
import { body, type Crm, crm } from '../../api/clients';
import { useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Copy } from '../../parts/copy';
import { Bytes, Fact, Facts, Id } from '../../parts/data/facts';
import { asText, fromBase64, hexDump } from '../../parts/data/hex';
import { counted } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Pill } from '../../parts/pill';
import { Skeleton } from '../../parts/surface';
import { kindOf, redriveWords } from './letter-words';
import { RedriveDialog } from './redrive-dialog';

type Letter = Crm['DeadLetterView'];

interface Props {
  letter: Letter;
  onChanged: () => Promise<void>;
}

export function LetterRow({ letter, onChanged }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { tone, word } = redriveWords(letter.redrive);
  return (
    <li class="stack" aria-label={`${letter.topic} ${letter.partition} ${letter.offset}`}>
      <p class="row">
        <strong>{kindOf(letter.kind)}</strong>
        <Pill tone={tone}>{word}</Pill>
        <span class="small soft">
          <Time at={letter.at} isExact to="second" />
        </span>
      </p>
      <p class="break">{letter.reason}</p>
      <p class="small soft break">
        {letter.type ?? 'No type'}, {counted(letter.size, 'byte')}, refused by{' '}
        {letter.group ?? 'a group that is not known'}
      </p>
      <div>
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Close the record' : 'Show the record'}
        </Button>
      </div>
      {isOpen && <Whole letter={letter} onChanged={onChanged} />}
    </li>
  );
}

function Whole({ letter, onChanged }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { topic, partition, offset } = letter;
  const path = { topic, partition: String(partition), offset: String(offset) };
  const address = '/api/crm/operations/dead-letters/{topic}/{partition}/{offset}';
  const { data, problem, isLoading, reload } = useResource(
    () => body(crm.GET(address, { params: { path } })),
    Object.values(path).join('/'),
  );
  const changed = async () => {
    await Promise.all([reload(), onChanged()]);
  };
  return (
    <>
      {isLoading && <Skeleton lines={4} label="Reading the record" />}
      <ProblemAlert
        problem={problem}
        title="The record could not be read"
        onRetry={() => void reload()}
      />
      {data && (
        <>
          <RecordFacts letter={data} />
          <Value base64={data.value_base64} />
          {!data.redrive && (
            <div>
              <Button look="primary" onClick={() => setAsking(true)}>
                Redrive…
              </Button>
            </div>
          )}
          {isAsking && (
            <RedriveDialog
              letter={data}
              path={path}
              onClose={() => setAsking(false)}
              onDone={changed}
            />
          )}
        </>
      )}
    </>
  );
}

function placeOf({ topic, partition, offset }: Crm['RecordPlace']): string {
  return `${topic} / ${partition} / ${offset}`;
}

function RecordFacts({ letter }: { letter: Crm['DeadLetterDetail'] }) {
  const { redrive, origin } = letter;
  return (
    <Facts>
      <Fact name="Dead letter">
        <Id value={placeOf(letter)} what="place of the dead letter" />
      </Fact>
      {origin && (
        <Fact name="Was refused at">
          <Id value={placeOf(origin)} what="place of the record" />
        </Fact>
      )}
      <Fact name="Key">
        <Id value={letter.key} what="key" />
      </Fact>
      {letter.headers.map(({ name, value }) => (
        <Fact key={`${name} ${value}`} name={name} isForDevelopers>
          <code class="break">{value ?? '–'}</code>
        </Fact>
      ))}
      {redrive && (
        <Fact name="Redriven by">
          <span class="break">{redrive.requested_by}</span>,{' '}
          <Time at={redrive.requested_at} isExact to="second" />
          {origin && redrive.offset !== null && (
            <span class="soft">, now {placeOf({ ...origin, offset: redrive.offset })}</span>
          )}
        </Fact>
      )}
    </Facts>
  );
}

function Value({ base64 }: { base64: string }) {
  const bytes = fromBase64(base64);
  const text = asText(bytes);
  return (
    <section class="stack" aria-label="Value">
      <div class="row">
        <h3>Value, {counted(bytes.length, 'byte')}</h3>
        {text !== null && <Copy text={text} what="value" />}
      </div>
      <Bytes text={text ?? hexDump(bytes)} label="Value" isWrapped={text !== null} />
    </section>
  );
}
