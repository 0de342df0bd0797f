import { PageHead } from '../../parts/surface';

export default function Help() {
  return <PageHead title="Help" />;
}
