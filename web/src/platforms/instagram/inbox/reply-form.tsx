/** Where an answer is written: with a counter, and with the people whom it may name. */
import { useEffect, useRef } from 'preact/hooks';
import { Alert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { TextArea } from '../../../parts/form/field';
import { naming, suggested } from './suggesting';

const LONGEST = 2200;

interface Props {
  text: string;
  onText: (text: string) => void;
  /** Who may be named. */
  names: readonly string[];
  isBusy: boolean;
  /** An earlier answer may stand already. */
  isUnclear: boolean;
  /** `key` is the same for the same text: sent twice, it is one answer. */
  onSend: (text: string, key: string) => void;
  onClose: () => void;
}

export function ReplyForm({ text, onText, names, isBusy, isUnclear, onSend, onClose }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const keys = useRef(new Map<string, string>());
  const focus = () => form.current?.querySelector('textarea')?.focus();
  useEffect(focus, []);
  const isReady = text.trim() !== '' && text.length <= LONGEST;
  const send = () => {
    if (!isReady || isBusy) return;
    const key = keys.current.get(text) ?? crypto.randomUUID();
    keys.current.set(text, key);
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
      <TextArea
        label="Your answer"
        hint="Ctrl + Enter sends it."
        rows={3}
        limit={LONGEST}
        value={text}
        onValue={onText}
      />
      <Suggestions
        names={suggested(text, names)}
        onName={(name) => {
          onText(naming(text, name));
          focus();
        }}
      />
      <div class="row">
        <Button type="submit" look="primary" isBusy={isBusy} aria-disabled={!isReady || undefined}>
          Send the answer
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
