/** Cuts a picture to a shape that the feed takes: by dragging, or by sliders. */
import { useRef, useState } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Dialog } from '../../../parts/dialog';
import { Segmented } from '../../../parts/form/segmented';
import { areaOf, type Choice, nearestShape, SHAPES } from '../form/crop';
import { cropped } from '../form/cropping';
import { type Asset, addressOf, type SentFile } from '../form/sent-files';

interface Props {
  file: SentFile;
  asset: Asset;
  onClose: () => void;
  onCropped: (made: File) => void;
}

export function CropDialog({ file, asset, onClose, onCropped }: Props) {
  const picture = { width: asset.width ?? 1, height: asset.height ?? 1 };
  const [choice, setChoice] = useState<Choice>({
    shape: nearestShape(picture.width, picture.height),
    size: 1,
    x: 0.5,
    y: 0.5,
  });
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const image = useRef<HTMLImageElement>(null);
  const change = (by: Partial<Choice>) => setChoice((was) => ({ ...was, ...by }));
  const area = areaOf(picture, choice);
  const crop = async () => {
    if (!image.current) return;
    setBusy(true);
    const made = await cropped(image.current, area, file.name).catch(() => null);
    setBusy(false);
    setFailed(!made);
    if (made) onCropped(made);
  };
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return (
    <Dialog title={`Crop ${file.name}`} onClose={onClose}>
      <Segmented
        legend="Shape"
        value={choice.shape}
        onValue={(shape) => change({ shape })}
        segments={SHAPES}
      />
      <div class="crop">
        <img ref={image} src={addressOf(file) ?? ''} alt={file.name} draggable={false} />
        <div
          class="kept"
          style={{
            left: percent(area.left, picture.width),
            top: percent(area.top, picture.height),
            width: percent(area.width, picture.width),
            height: percent(area.height, picture.height),
          }}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (!event.buttons || !image.current) return;
            const { clientWidth, clientHeight } = image.current;
            const { width, height } = event.currentTarget.getBoundingClientRect();
            change({
              x: moved(choice.x, event.movementX, clientWidth - width),
              y: moved(choice.y, event.movementY, clientHeight - height),
            });
          }}
        />
      </div>
      <Slider label="Size" value={choice.size} least={0.3} onValue={(size) => change({ size })} />
      {area.width < picture.width && (
        <Slider label="Left to right" value={choice.x} onValue={(x) => change({ x })} />
      )}
      {area.height < picture.height && (
        <Slider label="Top to bottom" value={choice.y} onValue={(y) => change({ y })} />
      )}
      <p class="small soft number" role="status">
        {area.width} × {area.height} pixels
      </p>
      {failed && (
        <p class="error" role="alert">
          This browser could not crop the picture. Crop it in another program.
        </p>
      )}
      <div class="answers">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" isBusy={isBusy} onClick={() => void crop()}>
          Crop
        </Button>
      </div>
    </Dialog>
  );
}

/** Give the share after a movement of so many pixels over so much room. */
function moved(share: number, by: number, room: number): number {
  return room > 0 ? Math.min(Math.max(share + by / room, 0), 1) : share;
}

interface SliderProps {
  label: string;
  value: number;
  least?: number;
  onValue: (value: number) => void;
}

function Slider({ label, value, least = 0, onValue }: SliderProps) {
  return (
    <label class="slider">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={1}
        step={0.01}
        value={value}
        onInput={(event) => onValue(Number(event.currentTarget.value))}
      />
    </label>
  );
}
