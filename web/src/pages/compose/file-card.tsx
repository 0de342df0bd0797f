/** The file that all accounts post. */
import { useEffect, useState } from 'preact/hooks';
import { Shown } from '../../composing/shown';
import { Card } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';
import { FilePicker, type VideoRules } from '../../uploads/file-picker';
import { sizeWord } from '../../uploads/pace';

interface Props {
  platforms: readonly Platform[];
  file: File | null;
  /** The name of a file that was chosen before the page was loaded again. */
  lost: string | null;
  onFile: (file: File) => void;
}

export function FileCard({ platforms, file, lost, onFile }: Props) {
  return (
    <Card label="Content">
      {file && <Preview file={file} />}
      <FilePicker
        rules={rulesOf(platforms)}
        label={file?.name ?? 'Choose a video or a picture, or drop it here'}
        about={
          file
            ? `${sizeWord(file.size)}. Press to choose another.`
            : 'It is the same for all accounts. Nothing is published before you press the button.'
        }
        onFile={onFile}
      />
      {!file && lost && (
        <p class="small soft" role="status">
          What you typed and chose is here again. Choose the file once more: it was {lost}.
        </p>
      )}
    </Card>
  );
}

/** Let a file pass that at least one platform takes; each account says whether its own does. */
function rulesOf(platforms: readonly Platform[]): VideoRules {
  return {
    accept: platforms.map(({ videos }) => videos.accept).join(','),
    trouble: async (file) => {
      const found = await Promise.all(platforms.map(({ videos }) => videos.trouble(file)));
      return found.includes(null) ? null : (found[0] ?? null);
    },
  };
}

function Preview({ file }: { file: File }) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!address) return null;
  return (
    <div class="common-file">
      {file.type.startsWith('video/') ? (
        // biome-ignore lint/a11y/useMediaCaption: it is the person's own video, not published yet.
        <video src={address} controls playsInline preload="metadata" aria-label={file.name} />
      ) : (
        <Shown address={address} isVideo={false} alt={file.name} />
      )}
    </div>
  );
}
