import { ButtonLink } from '../parts/button';
import { Empty, PageHead } from '../parts/surface';

export default function NotFound() {
  return (
    <>
      <PageHead title="Page not found" />
      <Empty
        title="Nothing is at this address"
        action={<ButtonLink href="/">Go to the dashboard</ButtonLink>}
      >
        The address may be mistyped, or the page has moved.
      </Empty>
    </>
  );
}
