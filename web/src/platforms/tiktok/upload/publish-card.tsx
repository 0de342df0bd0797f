/** The agreement, what is still missing, and the button. */
import { useId } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Card } from '../../../parts/surface';
import type { PostForm } from '../form/post-form';
import { declarationOf, type Missing, MUST_INDICATE } from '../form/rules';

const MUSIC = 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en';
const BRANDED = 'https://www.tiktok.com/legal/page/global/bc-policy/en';

interface Props {
  form: PostForm;
  lacking: readonly Missing[];
  /** Why nothing can be published now, whatever the form holds. */
  barredBecause: string | null;
  isBusy: boolean;
  onPublish: () => void;
}

export function PublishCard({ form, lacking, barredBecause, isBusy, onPublish }: Props) {
  const id = useId();
  const isReady = lacking.length === 0 && !barredBecause;
  const isUndecided = lacking.some(({ sentence }) => sentence === MUST_INDICATE);
  return (
    <Card label="Publish">
      <div id={id} role="status" class="lacking small">
        {barredBecause && <p>{barredBecause}</p>}
        {lacking.length > 0 && (
          <>
            <p>Before you can {form.isDraft ? 'send' : 'publish'}:</p>
            <ul>
              {lacking.map(({ sentence }) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p class="small soft">
        {form.isDraft
          ? 'The draft reaches the TikTok inbox within a few minutes. Open the notification in the TikTok app and finish the post there.'
          : 'After you publish, TikTok may need a few minutes to process the post before it can be seen on the profile.'}
      </p>
      <Declaration form={form} />
      <div>
        <Button
          look="primary"
          isBusy={isBusy}
          aria-disabled={!isReady || undefined}
          aria-describedby={isReady ? undefined : id}
          title={isUndecided ? MUST_INDICATE : undefined}
          onClick={() => isReady && onPublish()}
        >
          {form.isDraft ? 'Send to TikTok inbox' : 'Publish to TikTok'}
        </Button>
      </div>
    </Card>
  );
}

function Declaration({ form }: { form: PostForm }) {
  const isBranded = declarationOf(form) === 'BRANDED_CONTENT_AND_MUSIC_USAGE';
  return (
    <p class="declaration">
      By posting, you agree to TikTok's{' '}
      {isBranded && (
        <>
          <Policy href={BRANDED}>Branded Content Policy</Policy> and{' '}
        </>
      )}
      <Policy href={MUSIC}>Music Usage Confirmation</Policy>.
    </p>
  );
}

function Policy({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
