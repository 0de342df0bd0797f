/** Views, likes, comments and shares of all videos over thirty days. */
import { body, crm } from '../../api/clients';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Chart, dayName } from '../../parts/data/chart';
import { gainOf, slotsOf, today } from '../../parts/data/chart-geometry';
import { compact, counted, full, signed } from '../../parts/data/numbers';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { type Day, isSameCount, METRICS, type Metric, newestOf, samplesOf } from './totals';

const DAYS = 30;
const EARLIEST_MS = DAYS * 86_400_000;

export function TotalsCard({ accountId }: { accountId: string | undefined }) {
  const read = () => {
    const from = `${today(Date.now() - EARLIEST_MS)}T00:00:00Z`;
    const query = { from, limit: DAYS + 1, ...(accountId ? { account_id: accountId } : {}) };
    return body(crm.GET('/api/crm/insights/daily', { params: { query } }));
  };
  const { data, problem, isLoading, reload } = useResource(read, `days ${accountId ?? ''}`);
  useChanges(() => void reload(), accountId);
  return (
    <Card title="Last 30 days">
      <ProblemAlert problem={problem} title="The numbers could not be read" onRetry={reload} />
      {isLoading && <Skeleton lines={5} label="Reading the numbers" />}
      {data && (data.days.length ? <Totals days={data.days} /> : <NoNumbers />)}
    </Card>
  );
}

function NoNumbers() {
  return (
    <Empty title="No numbers yet">
      Views, likes, comments and shares are collected once a post is public. Private posts have no
      numbers.
    </Empty>
  );
}

function Totals({ days }: { days: Day[] }) {
  const newest = newestOf(days);
  return (
    <div class="stack">
      <ul class="list totals">
        {METRICS.map((metric) => (
          <Total key={metric.counter} metric={metric} days={days} newest={newest} />
        ))}
      </ul>
      <p class="small soft">
        Totals of {counted(newest?.public_ids ?? 0, 'public video')} at their last sample of each
        day (UTC). A day without a sample is a gap.
        {!isSameCount(days) &&
          ' The number of videos changed over these days, and moves the lines.'}
      </p>
      <DaysTable days={days} />
    </div>
  );
}

interface TotalProps {
  metric: Metric;
  days: Day[];
  newest: Day | undefined;
}

function Total({ metric, days, newest }: TotalProps) {
  const slots = slotsOf(samplesOf(days, metric), today(), DAYS);
  const gain = gainOf(slots);
  const videos = new Map(days.map((day) => [day.day, day.public_ids]));
  return (
    <li class="total">
      <h3 class="soft">{metric.name}</h3>
      <p class="row total-now number">
        <strong title={full(newest?.[metric.counter])}>{compact(newest?.[metric.counter])}</strong>
        <span class="small soft">
          {gain ? `${signed(gain.change)} since ${dayName(gain.since)}` : 'first day'}
        </span>
      </p>
      <Chart
        slots={slots}
        what={metric.what}
        series={metric.series}
        about={(day) => counted(videos.get(day) ?? 0, 'video')}
      />
    </li>
  );
}

function DaysTable({ days }: { days: Day[] }) {
  return (
    <details class="raw">
      <summary>Show as a table</summary>
      <div class="scrolls">
        <table class="days number">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Videos</th>
              {METRICS.map(({ counter, name }) => (
                <th scope="col" key={counter}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{dayName(day.day)}</th>
                <td>{full(day.public_ids)}</td>
                {METRICS.map(({ counter }) => (
                  <td key={counter}>{full(day[counter])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
