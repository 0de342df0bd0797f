/** What the person agrees to by posting, and what comes after it. */
import type { PostForm } from '../form/post-form';
import type { Declaration as Agreed } from '../form/rules';

const MUSIC = 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en';
const BRANDED = 'https://www.tiktok.com/legal/page/global/bc-policy/en';

export function whatFollows(form: PostForm): string {
  return form.isDraft
    ? 'The draft reaches the TikTok inbox within a few minutes. Open the notification in the TikTok app and finish the post there.'
    : 'After you publish, TikTok may need a few minutes to process the post before it can be seen on the profile.';
}

export function Declaration({ declaration }: { declaration: Agreed }) {
  const isBranded = declaration === 'BRANDED_CONTENT_AND_MUSIC_USAGE';
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
