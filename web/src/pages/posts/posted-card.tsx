/** What was posted: pictures, the whole caption, and everything that was chosen. */
import { useResource } from '../../live/resource';
import { Fact, Facts } from '../../parts/data/facts';
import { Card } from '../../parts/surface';
import { Thumb } from '../../parts/thumb';
import { coverOf } from '../../platforms/known';
import type { Asked, Platform, PostDetail, PostStatus, Shown } from '../../platforms/platform';

interface PostedProps {
  platform: Platform;
  status: PostStatus;
  detail: PostDetail | null | undefined;
}

export function PostedCard({ platform, status, detail }: PostedProps) {
  const { post_id, attempt } = status;
  const { data: asked } = useResource(
    () => platform.posts.asked(post_id),
    `asked ${post_id} ${attempt}`,
  );
  // What was asked for is forgotten some day; the CRM keeps the words.
  const caption = asked ? asked.caption : detail?.description || detail?.title;
  const cover = detail ? coverOf(platform, detail) : null;
  return (
    <Card title="What was posted">
      <div class="posted">
        <div class="pictures">
          {shownOf(asked, cover, status).map(({ src, alt, isVideo }, at) => (
            <Thumb key={`${at} ${src}`} src={src} alt={alt} isVideo={isVideo} size="large" />
          ))}
        </div>
        <div class="stack">
          {caption ? <p class="caption">{caption}</p> : <p class="soft">Without a caption</p>}
          {asked && asked.choices.length > 0 && (
            <Facts>
              {asked.choices.map(({ name, text }) => (
                <Fact key={name} name={name}>
                  {text}
                </Fact>
              ))}
            </Facts>
          )}
        </div>
      </div>
    </Card>
  );
}

/** Show each picture that can still be shown, or else the cover. */
function shownOf(
  asked: Asked | null | undefined,
  cover: string | null,
  { media }: PostStatus,
): readonly Shown[] {
  const there = asked?.shown.filter(({ src }) => src) ?? [];
  if (there.length > 0) return there;
  return [{ src: cover, alt: '', isVideo: media !== 'PHOTO' }];
}
