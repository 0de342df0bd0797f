/** What all posts gained in a period, day by day, and which kinds gained it. */
import { useState } from 'preact/hooks';
import { body, crm } from '../../api/clients';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Bars } from '../../parts/data/bars';
import { dayName } from '../../parts/data/chart';
import { today } from '../../parts/data/chart-geometry';
import { full, signed } from '../../parts/data/numbers';
import { Segmented } from '../../parts/form/segmented';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { COUNTERS, type Counter } from '../posts/counters';
import { firstDay, type Gain, type Growth, growthOf, isGrowing, type Period } from './growth';
import { KindsTable } from './kinds-table';

interface GrowthProps {
  accountId: string | undefined;
  period: Period;
}

export function GrowthCard({ accountId, period }: GrowthProps) {
  const last = today();
  const read = async () => {
    const from = `${firstDay(last, period, 1)}T00:00:00Z`;
    const query = { from, ...(accountId ? { account_id: accountId } : {}) };
    return (await body(crm.GET('/api/crm/insights/gains', { params: { query } }))).days;
  };
  const { data, problem, isLoading, reload } = useResource(read, `${accountId} ${period} ${last}`);
  useChanges(() => void reload(), accountId);
  return (
    <Card title={`Last ${period} days`}>
      <ProblemAlert problem={problem} title="The numbers could not be read" onRetry={reload} />
      {isLoading && <Skeleton lines={5} label="Reading the numbers" />}
      {data?.length === 0 && (
        <Empty title="No numbers yet">
          Views, likes, comments and shares are collected once a post is public. Private posts have
          no numbers.
        </Empty>
      )}
      {data && data.length > 0 && <Grown gains={data} last={last} period={period} />}
    </Card>
  );
}

interface GrownProps {
  gains: readonly Gain[];
  last: string;
  period: Period;
}

function Grown({ gains, last, period }: GrownProps) {
  const [counter, setCounter] = useState<Counter>('view_count');
  return (
    <div class="stack">
      <div class="one-number">
        <Segmented
          legend="Number"
          value={counter}
          onValue={setCounter}
          segments={COUNTERS.map((one) => ({ value: one.counter, label: one.name }))}
        />
      </div>
      <ul class="list totals">
        {COUNTERS.map((one) => (
          <li key={one.counter} class={one.counter === counter ? 'total' : 'total other'}>
            <h3 class="soft">{one.name}</h3>
            <Total growth={growthOf(gains, one.counter, last, period)} period={period} />
            {isGrowing(gains) && (
              <Bars
                slots={growthOf(gains, one.counter, last, period).days}
                what={one.name.toLowerCase()}
                series={one.series}
              />
            )}
          </li>
        ))}
      </ul>
      <p class="small soft">
        {isGrowing(gains)
          ? 'The change since the previous sample, by day (UTC).'
          : 'Charts appear on the second day of samples.'}
      </p>
      <KindsTable gains={gains} since={firstDay(last, period)} />
      {isGrowing(gains) && <DaysTable {...{ gains, last, period }} />}
    </div>
  );
}

function Total({ growth: { total, change }, period }: { growth: Growth; period: Period }) {
  return (
    <p class="row total-now number">
      <strong title={full(total)}>{signed(total)}</strong>
      {change !== null && (
        <span class={change < 0 ? 'small soft' : 'small rise'}>
          {change < 0 ? '▼' : '▲'} {Math.abs(change)} % against the {period} days before
        </span>
      )}
    </p>
  );
}

function DaysTable({ gains, last, period }: GrownProps) {
  const days = COUNTERS.map(({ counter }) => growthOf(gains, counter, last, period).days);
  const known = (days[0] ?? []).map(({ day }, at) => ({ day, values: days.map((one) => one[at]) }));
  return (
    <details class="raw">
      <summary>Show as a table</summary>
      <div class="scrolls">
        <table class="days number">
          <thead>
            <tr>
              <th scope="col">Day</th>
              {COUNTERS.map(({ counter, name }) => (
                <th scope="col" key={counter}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {known
              .filter(({ values }) => values.some((one) => one?.value !== null))
              .map(({ day, values }) => (
                <tr key={day}>
                  <th scope="row">{dayName(day)}</th>
                  {values.map((one, at) => (
                    <td key={COUNTERS[at]?.counter}>{full(one?.value)}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
