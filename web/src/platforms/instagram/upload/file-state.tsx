/** How far a file has been sent, and what was found in it. */
import { useState } from 'preact/hooks';
import { Shown } from '../../../composing/shown';
import { Alert } from '../../../parts/alert';
import { Button } from '../../../parts/button';
import { Progress } from '../../../parts/progress';
import { FilePicker } from '../../../uploads/file-picker';
import { sizeWord } from '../../../uploads/pace';
import type { Kind } from '../api';
import { rulesFor } from '../form/files';
import { addressOf, goOnWith, pause, resume, type SentFile } from '../form/sent-files';
import { notesIn, troubleIn } from '../form/verdict';

export function FileState({ file, kind }: { file: SentFile; kind: Kind }) {
  const { id, name, size, state, asset } = file;
  if (state === 'gone') {
    return (
      <Alert tone="wait" title={`Choose ${name || 'the file'} again`}>
        Postlog no longer has it. Remove it here and choose it again.
      </Alert>
    );
  }
  return (
    <div class="file-state">
      <Shown address={addressOf(file)} isVideo={file.isVideo} alt={name} />
      <div class="stack">
        <p class="row between">
          <strong class="break">{name || 'A file of an earlier post'}</strong>
          {size > 0 && <span class="small soft number">{sizeWord(size)}</span>}
        </p>
        {state === 'known' && asset ? <Found file={file} kind={kind} /> : <OnItsWay file={file} />}
        {state === 'interrupted' && <ChooseAgain key={id} file={file} />}
      </div>
    </div>
  );
}

const SAID: Record<SentFile['state'], string> = {
  sending: 'Uploading. You can keep working here or on other pages.',
  waiting: 'The connection was lost. The upload will continue automatically.',
  paused: 'Paused.',
  stopped: 'The upload stopped.',
  looking: 'Checking the file…',
  known: '',
  interrupted: 'The page was reloaded before the upload finished.',
  gone: '',
};

function OnItsWay({ file }: { file: SentFile }) {
  const { id, name, size, state, arrived, trouble } = file;
  return (
    <>
      {state !== 'looking' && (
        <Progress label={`Sending ${name}`} value={size ? arrived / size : 0} />
      )}
      <p class="small soft" role="status">
        {SAID[state]}
      </p>
      {trouble && (
        <p class="error" role="alert">
          {trouble}
        </p>
      )}
      <div class="row">
        {(state === 'sending' || state === 'waiting') && (
          <Button onClick={() => void pause(id)}>Pause</Button>
        )}
        {(state === 'paused' || state === 'stopped') && (
          <Button onClick={() => void resume(id)}>Resume</Button>
        )}
      </div>
    </>
  );
}

function Found({ file: { asset }, kind }: { file: SentFile; kind: Kind }) {
  if (!asset) return null;
  const trouble = troubleIn(asset, kind);
  const notes = notesIn(asset, kind);
  return (
    <>
      {trouble ? (
        <p class="error" role="alert">
          {trouble}
        </p>
      ) : (
        <p class="small soft" role="status">
          Ready{asset.width ? `: ${asset.width} × ${asset.height} pixels` : ''}.
        </p>
      )}
      {(asset.changes.length > 0 || notes.length > 0) && (
        <ul class="small soft notes">
          {[...asset.changes.map(({ sentence }) => sentence), ...notes].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Asks for the file again after a reload; only the rest of it is sent. */
function ChooseAgain({ file }: { file: SentFile }) {
  const [error, setError] = useState('');
  return (
    <FilePicker
      rules={rulesFor('both')}
      label={`Choose ${file.name} again`}
      about={`Postlog has ${sizeWord(file.arrived)} of ${sizeWord(file.size)}; only the rest is sent.`}
      error={error}
      onFile={(chosen) => void goOnWith(file.id, chosen).then((wrong) => setError(wrong ?? ''))}
    />
  );
}
