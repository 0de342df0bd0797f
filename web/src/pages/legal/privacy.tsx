/** The privacy notice: an operator replaces `docs/legal/privacy.md` and builds the pages. */
import privacy from '../../../../docs/legal/privacy.md';
import { PageHead } from '../../parts/surface';
import { Prose } from '../help/prose';

export default function Privacy() {
  return (
    <>
      <PageHead title="Privacy notice" />
      <Prose page={privacy} />
    </>
  );
}
