/** Redrives a dead letter after a question: as it was, or with its value put right. */
import { useState } from 'preact/hooks';
import { body, type Crm, crm } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { asText, fromBase64 } from '../../parts/data/hex';
import { Question } from '../../parts/dialog';
import { Checkbox, TextArea } from '../../parts/form/field';

interface Props {
  letter: Crm['DeadLetterDetail'];
  path: { topic: string; partition: string; offset: string };
  onClose: () => void;
  /** Called when it was redriven, and also when that was refused: it may have been done before. */
  onDone: () => Promise<void>;
}

export function RedriveDialog({ letter, path, onClose, onDone }: Props) {
  const text = asText(fromBase64(letter.value_base64));
  const [isChanged, setChanged] = useState(false);
  const [value, setValue] = useState(text ?? '');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const redrive = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const address = '/api/crm/operations/dead-letters/{topic}/{partition}/{offset}/redrive';
      const wish = { value: isChanged ? value : null, value_base64: null };
      await body(crm.POST(address, { params: { path }, body: wish }));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    } finally {
      void onDone();
    }
  };
  return (
    <Question
      title="Redrive this record?"
      no="Leave it"
      yes="Redrive"
      isBusy={isBusy}
      onNo={onClose}
      onYes={() => void redrive()}
    >
      <p>
        It is appended to {letter.origin?.topic ?? 'its topic'} again, for{' '}
        {letter.group ?? 'the group that refused it'} alone. This is done once. If it is refused
        again, that is a new dead letter.
      </p>
      {text !== null && (
        <Checkbox label="Put the value right first" isChecked={isChanged} onCheck={setChanged} />
      )}
      {isChanged && <TextArea label="Value" rows={8} value={value} onValue={setValue} />}
      <ProblemAlert problem={problem} title="It was not redriven" />
    </Question>
  );
}
