/** Choosing a video file: by the system's dialog, or by dropping it here. */
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
  onFile: (file: File) => void;
  /** What is wrong with the file that was chosen. */
  error?: string;
}

export function FilePicker({ rules, label, about, onFile, error }: Props) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  const latest = useRef<File | null>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    latest.current = file;
    const trouble = await rules.trouble(file);
    if (latest.current !== file) return;
    setRefused(trouble ? `${file.name}: ${trouble}` : '');
    if (!trouble) onFile(file);
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
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <input
          type="file"
          accept={rules.accept}
          aria-describedby={`${id}-about`}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
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
