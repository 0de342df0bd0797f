/** All posts, with filters, and the videos that were posted without Postlog. */
import { useLocation } from 'preact-iso';
import { DraftsCard } from '../../composing/drafts-card';
import { useAccounts } from '../../live/accounts';
import { LiveSign } from '../../parts/data/live-sign';
import { PageHead } from '../../parts/surface';
import { Tabs } from '../../parts/tabs';
import { usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { AllPosts } from './all-posts';
import { ForeignVideos } from './foreign-videos';

export default function Posts() {
  const { query } = useLocation();
  const accounts = useAccounts();
  const platforms = usePlatforms();
  const isElsewhere = query.made === 'elsewhere';
  return (
    <>
      <PageHead
        title="Posts"
        actions={
          <>
            <LiveSign />
            <NewPostLinks look="primary" />
          </>
        }
      />
      <Tabs
        label="Where they were made"
        tabs={[
          { href: '/posts', name: 'Posted here', isCurrent: !isElsewhere },
          { href: '/posts?made=elsewhere', name: 'Posted elsewhere', isCurrent: isElsewhere },
        ]}
      />
      {isElsewhere ? (
        platforms.map((platform) => (
          <ForeignVideos key={platform.id} platform={platform} accounts={accounts.data} />
        ))
      ) : (
        <>
          <DraftsCard />
          <AllPosts accounts={accounts.data} />
        </>
      )}
    </>
  );
}
