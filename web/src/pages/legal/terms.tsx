/** The terms of use: an operator replaces `docs/legal/terms.md` and builds the pages. */
import terms from '../../../../docs/legal/terms.md';
import { PageHead } from '../../parts/surface';
import { Prose } from '../help/prose';

export default function Terms() {
  return (
    <>
      <PageHead title="Terms of use" />
      <Prose page={terms} />
    </>
  );
}
