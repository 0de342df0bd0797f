/** Choosing files: by the system's dialog, or by dropping them here. */
import './file-picker.css';
import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icons';

/** Which video files a platform takes. */
export interface VideoRules {
  /** What the system's dialog offers: the `accept` of an `<input type="file">`. */
  accept: string;
  /** Why the platform does not take a file; null where it does, as far as can be seen. */
  trouble: (file: File) => Promise<string | null>;
}

interface Props {
  rules: VideoRules;
  /** The name of the file, or what to do where none is chosen. */
  label: string;
  /** What is said beneath. */
  about: string;
  /** Called with each file that the rules let pass. */
  onFile: (file: File) => void;
  /** Whether several may be chosen at once. */
  isMany?: boolean;
  /** What is wrong with the file that was chosen. */
  error?: string;
}

export function FilePicker({ rules, label, about, onFile, isMany, error }: Props) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  const latest = useRef<readonly File[]>([]);
  const take = async (given: FileList | null | undefined) => {
    const chosen = [...(given ?? [])].slice(0, isMany ? undefined : 1);
    if (chosen.length === 0) return;
    latest.current = chosen;
    const looked = await Promise.all(
      chosen.map(async (file) => ({ file, trouble: await rules.trouble(file) })),
    );
    if (latest.current !== chosen) return;
    const wrong = looked.flatMap(({ file, trouble }) =>
      trouble ? [`${file.name}: ${trouble}`] : [],
    );
    setRefused(wrong.join(' '));
    for (const { file, trouble } of looked) if (!trouble) onFile(file);
  };
  const wrong = refused || error;
  return (
    <div class="field">
      <label
        class="picker"
        data-over={isOver ? '' : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files);
        }}
      >
        <input
          type="file"
          accept={rules.accept}
          multiple={isMany}
          aria-describedby={`${id}-about`}
          onChange={(event) => {
            const input = event.currentTarget;
            void take(input.files);
            input.value = '';
          }}
        />
        <Icon name="posts" />
        <span class="name break">{label}</span>
        <span class="small soft" id={`${id}-about`}>
          {about}
        </span>
      </label>
      {wrong && (
        <p class="error" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
