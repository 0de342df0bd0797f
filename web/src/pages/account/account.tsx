import { PageHead } from '../../parts/surface';

export default function Account() {
  return <PageHead title="Account" />;
}
