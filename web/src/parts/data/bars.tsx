/** Small bars by day. Pointer or arrow keys select a day and show its value. */
import './bars.css';
import { useState } from 'preact/hooks';
import { dayName } from './chart';
import { rangeOf, type Slot } from './chart-geometry';
import { full } from './numbers';

const SIZE = { width: 300, height: 64 };

interface BarsProps {
  slots: readonly Slot[];
  /** What is counted: "views". */
  what: string;
  /** Which of the colours for lines. */
  series: 1 | 2 | 3 | 4;
}

export function Bars({ slots, what, series }: BarsProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const at = chosen ?? slots.length - 1;
  const words = (index: number) => {
    const slot = slots[index];
    if (!slot) return '';
    const value = slot.value === null ? 'no sample' : `${full(slot.value)} ${what}`;
    return `${dayName(slot.day)}: ${value}`;
  };
  const choose = (index: number) => setChosen(Math.max(0, Math.min(slots.length - 1, index)));
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: slots.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    choose(Math.floor(((event.clientX - box.left) / box.width) * slots.length));
  };
  return (
    <div
      class="bars"
      style={{ '--ink': `var(--series-${series})` }}
      role="slider"
      tabIndex={0}
      aria-label={`New ${what} by day`}
      aria-valuemin={0}
      aria-valuemax={slots.length - 1}
      aria-valuenow={at}
      aria-valuetext={words(at)}
      onKeyDown={onKeyDown}
      onBlur={() => setChosen(null)}
    >
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerMove={onPointerMove}
        onPointerLeave={() => setChosen(null)}
      >
        <rect width={SIZE.width} height={SIZE.height} fill="transparent" />
        {barsOf(slots).map(({ x, y, width, height, index }) => (
          <rect
            key={index}
            class={index === chosen ? 'bar chosen' : 'bar'}
            {...{ x, y, width, height }}
          />
        ))}
        <line class="base" x1="0" x2={SIZE.width} y1={baseOf(slots)} y2={baseOf(slots)} />
      </svg>
      <p class="said number" aria-hidden="true">
        {chosen === null
          ? `${dayName(slots[0]?.day ?? '')} – ${dayName(slots.at(-1)?.day ?? '')}`
          : words(chosen)}
      </p>
    </div>
  );
}

/** Give the height at which 0 stands; there are values below it where likes were taken back. */
function scaleOf(slots: readonly Slot[]) {
  const { low, high } = rangeOf(slots) ?? { low: 0, high: 0 };
  const [bottom, top] = [Math.min(0, low), Math.max(0, high)];
  const span = top - bottom || 1;
  return (value: number) => SIZE.height * (1 - (value - bottom) / span);
}

function baseOf(slots: readonly Slot[]): number {
  return scaleOf(slots)(0);
}

/** Give the bar of each day with a value; one that gained nothing is a thin line. */
export function barsOf(slots: readonly Slot[]) {
  const step = SIZE.width / Math.max(1, slots.length);
  const scale = scaleOf(slots);
  const base = scale(0);
  return slots.flatMap(({ value }, index) => {
    if (value === null) return [];
    const top = scale(value);
    const height = Math.max(1, Math.abs(top - base));
    const y = value >= 0 ? base - height : base;
    return [{ index, x: index * step + step * 0.15, width: step * 0.7, y, height }];
  });
}
