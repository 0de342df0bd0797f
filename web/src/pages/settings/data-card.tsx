/** Gives the person all that is kept of them, as one file. */
import { useState } from 'preact/hooks';
import { asProblem, Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { counted } from '../../parts/data/numbers';
import { Progress as Bar } from '../../parts/progress';
import { Card } from '../../parts/surface';
import { usePlatforms } from '../../platforms/known';
import { authorized } from '../../session/authorized';
import { gather, type Progress } from './gather';

async function read(path: string): Promise<Record<string, unknown>> {
  const response = await authorized(new Request(new URL(path, window.location.origin)));
  const said = await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response, said);
  return said;
}

function download(found: Record<string, unknown>): void {
  const file = new Blob([JSON.stringify(found, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `postlog-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function DataCard() {
  const exported = usePlatforms().flatMap((platform) => platform.exported);
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const [said, setSaid] = useState('');

  async function exportAll() {
    setProblem(undefined);
    setSaid('');
    setProgress({ done: 0, of: 1, items: 0 });
    try {
      download(await gather(exported, read, setProgress));
      setSaid('The file is among your downloads.');
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setProgress(undefined);
    }
  }

  return (
    <Card title="Your data">
      <p class="soft">
        One file (JSON) with everything that Postlog keeps about you: your account, your sessions,
        connected accounts, posts, media, comments, numbers and webhooks.
      </p>
      <ProblemAlert problem={problem} title="The file was not made" onRetry={exportAll} />
      {progress && (
        <Bar
          label={`Reading: ${counted(progress.items, 'item')}`}
          value={progress.done / progress.of}
        />
      )}
      <p role="status" class="soft">
        {said}
      </p>
      <Button isBusy={Boolean(progress)} onClick={exportAll}>
        Export my data
      </Button>
    </Card>
  );
}
