/** The numbers of a post over time, and all its samples as a file. */
import { useState } from 'preact/hooks';
import { body, type Crm, crm } from '../../api/clients';
import { readUpTo } from '../../live/paging';
import { useChanges, useResource } from '../../live/resource';
import { Button } from '../../parts/button';
import { Chart } from '../../parts/data/chart';
import { slotsOf, today } from '../../parts/data/chart-geometry';
import { csvOf, saveCsv } from '../../parts/data/csv';
import { Segmented } from '../../parts/form/segmented';
import { Card } from '../../parts/surface';
import { COUNTERS, type Counter } from './counters';
import { daysSince, samplesBy, tableOf } from './trend';

type Sample = Crm['Insight'];
const MOST = 2_000;

async function read(post_id: string): Promise<Sample[]> {
  const { items } = await readUpTo(async (page) => {
    const query = { ...page, post_id };
    const found = await body(crm.GET('/api/crm/insights', { params: { query } }));
    return { items: found.insights, next: found.next_cursor };
  }, MOST);
  return items;
}

interface TrendProps {
  post_id: string;
  account_id: string;
}

/** One sample is no trend: nothing is shown before the second. */
export function PostTrend({ post_id, account_id }: TrendProps) {
  const { data, reload } = useResource(() => read(post_id), `samples ${post_id}`);
  useChanges(() => void reload(), account_id);
  const [counter, setCounter] = useState<Counter>('view_count');
  if (!data || data.length < 2) return null;
  const chosen = COUNTERS.find((one) => one.counter === counter) ?? COUNTERS[0];
  const slots = slotsOf(samplesBy(data, counter), today(), daysSince(data, Date.now()));
  const save = () => {
    const { head, rows } = tableOf(data);
    saveCsv(`post-${post_id}`, csvOf(head, rows));
  };
  return (
    <Card
      title="Over time"
      actions={
        <Button look="quiet" onClick={save}>
          Save as CSV
        </Button>
      }
    >
      <Segmented
        legend="What is shown"
        value={counter}
        onValue={setCounter}
        segments={COUNTERS.map((one) => ({ value: one.counter, label: one.name }))}
      />
      <Chart slots={slots} what={chosen.name.toLowerCase()} series={chosen.series} />
    </Card>
  );
}
