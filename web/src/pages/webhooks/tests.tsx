/** Says that the platforms' own tests of our address have arrived: they are in nobody's list. */
import { useEffect } from 'preact/hooks';
import { useResource } from '../../live/resource';
import { Alert } from '../../parts/alert';
import { Time } from '../../parts/data/time';
import { usePlatforms } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';
import { isNews, testWords } from './delivery-words';

export function WebhookTests() {
  const platforms = usePlatforms();
  return platforms.map((platform) => <NewestTest key={platform.id} platform={platform} />);
}

function NewestTest({ platform }: { platform: Platform }) {
  const tests = useResource(platform.webhooks.tests, platform.id);
  // The test is sent from another tab: it is looked for when the person comes back.
  useEffect(() => {
    const look = () => {
      if (!document.hidden) void tests.reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [tests.reload]);
  const newest = tests.data?.[0];
  if (!newest || !isNews(newest.received_at, Date.now())) return null;
  const { title, means } = testWords(newest.verdict, platform.name);
  return (
    <Alert tone="good" title={title}>
      <p>
        <Time at={newest.received_at} isExact />. {means}
      </p>
    </Alert>
  );
}
