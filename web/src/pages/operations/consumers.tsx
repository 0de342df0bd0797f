/** How far each consumer group is in each topic that it reads. */
import { body, type Crm, crm } from '../../api/clients';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { ProblemAlert } from '../../parts/alert';
import { full } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Pill } from '../../parts/pill';
import { Card, Skeleton } from '../../parts/surface';
import { inWords } from '../../parts/words/durations';

type Consumer = Crm['TopicLag'];

export function Consumers() {
  const read = () => body(crm.GET('/api/crm/operations/consumers'));
  const { data, problem, reload } = useResource(read, 'consumers');
  useSettling(reload, true);
  return (
    <Card label="Consumers">
      <ProblemAlert
        problem={problem}
        title="The consumers could not be read"
        onRetry={() => void reload()}
      />
      {!data && !problem && <Skeleton lines={8} label="Reading the consumers" />}
      {data && (
        <>
          <p class="small soft">
            As it was <Time at={data.observed_at} isExact to="second" />. The page reads it again by
            itself.
          </p>
          <table class="consumers">
            <thead>
              <tr>
                <th scope="col">Group</th>
                <th scope="col">Topic</th>
                <th scope="col">State</th>
                <th scope="col" class="number">
                  Records behind
                </th>
                <th scope="col">Oldest of them</th>
              </tr>
            </thead>
            <tbody>
              {data.consumers.map((consumer) => (
                <Row key={`${consumer.group} ${consumer.topic}`} consumer={consumer} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
}

function Row({ consumer }: { consumer: Consumer }) {
  const { group, topic, lag_records: records, lag_seconds: seconds } = consumer;
  return (
    <tr>
      <th scope="row">{group}</th>
      <td class="break">{topic}</td>
      <td>
        <Pill tone={records ? 'wait' : 'good'}>{records ? 'Behind' : 'Up to date'}</Pill>
      </td>
      <td class="number" data-name="Records behind">
        {full(records)}
      </td>
      <td data-name="Oldest of them">{records ? inWords(Math.ceil(seconds)) : '–'}</td>
    </tr>
  );
}
