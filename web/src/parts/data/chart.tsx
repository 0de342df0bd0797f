/** A small line chart by day. Pointer or arrow keys select a day and show its value. */
import './chart.css';
import { useState } from 'preact/hooks';
import { pathOf, pointsOf, rangeOf, runsOf, type Slot } from './chart-geometry';
import { compact, full } from './numbers';

const SIZE = { width: 300, height: 72 };
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function dayName(day: string): string {
  return DAY.format(Date.parse(`${day}T00:00:00Z`));
}

interface ChartProps {
  slots: readonly Slot[];
  /** What is counted: "views". */
  what: string;
  /** Which of the colours for lines. */
  series: 1 | 2 | 3 | 4;
  /** What else to say about a day. */
  about?: (day: string) => string;
}

export function Chart({ slots, what, series, about }: ChartProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const points = pointsOf(slots, SIZE);
  const range = rangeOf(slots);
  const at = chosen ?? slots.length - 1;
  const words = (index: number) => {
    const slot = slots[index];
    if (!slot) return '';
    if (slot.value === null) return `${dayName(slot.day)}: no sample`;
    const more = about?.(slot.day);
    return `${dayName(slot.day)}: ${full(slot.value)} ${what}${more ? `, ${more}` : ''}`;
  };
  const clamp = (index: number) => Math.max(0, Math.min(slots.length - 1, index));
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
    setChosen(clamp(to));
  };
  const onPointerMove = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    setChosen(clamp(Math.round(((event.clientX - box.left) / box.width) * (slots.length - 1))));
  };
  const point = chosen === null ? null : (points[chosen] ?? null);
  const cursorX = chosen === null ? null : (chosen * SIZE.width) / Math.max(1, slots.length - 1);
  return (
    <div
      class="chart"
      style={{ '--ink': `var(--series-${series})` }}
      role="slider"
      tabIndex={0}
      aria-label={`Total ${what} by day`}
      aria-valuemin={0}
      aria-valuemax={slots.length - 1}
      aria-valuenow={at}
      aria-valuetext={words(at)}
      onKeyDown={onKeyDown}
      onBlur={() => setChosen(null)}
    >
      <div class="plot">
        <svg
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          onPointerMove={onPointerMove}
          onPointerLeave={() => setChosen(null)}
        >
          <rect width={SIZE.width} height={SIZE.height} fill="transparent" />
          {[0, SIZE.height].map((y) => (
            <line key={y} class="grid" x1="0" x2={SIZE.width} y1={y} y2={y} />
          ))}
          {cursorX !== null && (
            <line class="cursor" x1={cursorX} x2={cursorX} y1="0" y2={SIZE.height} />
          )}
          {runsOf(points).map((run) => (
            <path
              key={run[0]?.x}
              class={run.length === 1 ? 'dot' : 'line'}
              d={run.length === 1 ? `${pathOf(run)}h0.01` : pathOf(run)}
            />
          ))}
          {point && <path class="dot chosen" d={`${pathOf([point])}h0.01`} />}
        </svg>
        {range && range.low !== range.high && (
          <div class="scale number" aria-hidden="true">
            <span>{compact(range.high)}</span>
            <span>{compact(range.low)}</span>
          </div>
        )}
      </div>
      <p class="said number" aria-hidden="true">
        {chosen === null
          ? `${dayName(slots[0]?.day ?? '')} – ${dayName(slots.at(-1)?.day ?? '')}`
          : words(chosen)}
      </p>
    </div>
  );
}
