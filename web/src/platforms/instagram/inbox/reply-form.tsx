/** Where an answer is written: with a counter, and with the people whom it may name. */
import { useEffect, useRef } from 'preact/hooks';
import { Alert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { TextArea } from '../../../parts/form/field';
import { Segmented } from '../../../parts/form/segmented';
import { bytesOf, LONGEST_MESSAGE, READERS, type Reader } from './privately';
import { naming, suggested } from './suggesting';

const LONGEST = 2200;
const HINTS: Record<Reader, string> = {
  everybody: 'Ctrl + Enter sends it.',
  author:
    'A direct message. Instagram takes one for each comment, within seven days. Ctrl + Enter sends it.',
};

interface Props {
  text: string;
  onText: (text: string) => void;
  /** Who may be named. */
  names: readonly string[];
  /** Who is to see it; without `onReader` there is no choice. */
  reader: Reader;
  onReader: ((reader: Reader) => void) | undefined;
  isBusy: boolean;
  /** An earlier answer may stand already. */
  isUnclear: boolean;
  /** `key` is the same for the same text: sent twice, it is one answer. */
  onSend: (text: string, key: string) => void;
  onClose: () => void;
}

export function ReplyForm(props: Props) {
  const { text, onText, names, reader, onReader, isBusy, isUnclear, onSend, onClose } = props;
  const form = useRef<HTMLFormElement>(null);
  const keys = useRef(new Map<string, string>());
  const focus = () => form.current?.querySelector('textarea')?.focus();
  useEffect(focus, []);
  const isPrivate = reader === 'author';
  const isShort = isPrivate ? bytesOf(text) <= LONGEST_MESSAGE : text.length <= LONGEST;
  const isReady = text.trim() !== '' && isShort;
  const send = () => {
    if (!isReady || isBusy) return;
    const wish = `${reader} ${text}`;
    const key = keys.current.get(wish) ?? crypto.randomUUID();
    keys.current.set(wish, key);
    onSend(text, key);
  };
  return (
    <form
      ref={form}
      class="stack"
      aria-label="Your answer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        send();
      }}
    >
      {isUnclear && (
        <Alert tone="wait" title="An earlier answer may be posted already">
          Check the Instagram app first. Postlog does not send that one again, but sends this one.
        </Alert>
      )}
      {onReader && (
        <Segmented legend="Who sees it" value={reader} onValue={onReader} segments={READERS} />
      )}
      <TextArea
        label="Your answer"
        hint={HINTS[reader]}
        error={isPrivate && !isShort ? `Longer than ${LONGEST_MESSAGE} bytes` : undefined}
        rows={3}
        limit={isPrivate ? LONGEST_MESSAGE : LONGEST}
        value={text}
        onValue={onText}
      />
      <Suggestions
        names={isPrivate ? [] : suggested(text, names)}
        onName={(name) => {
          onText(naming(text, name));
          focus();
        }}
      />
      <div class="row">
        <Button type="submit" look="primary" isBusy={isBusy} aria-disabled={!isReady || undefined}>
          {isPrivate ? 'Send the message' : 'Send the answer'}
        </Button>
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

interface SuggestionProps {
  names: readonly string[];
  onName: (name: string) => void;
}

function Suggestions({ names, onName }: SuggestionProps) {
  if (names.length === 0) return null;
  return (
    <fieldset class="row small">
      <legend class="visually-hidden">Name somebody</legend>
      {names.map((name) => (
        <button key={name} type="button" class="naming" onClick={() => onName(name)}>
          @{name}
        </button>
      ))}
    </fieldset>
  );
}
