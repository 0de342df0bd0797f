import { PageHead } from '../../parts/surface';

export default function Post() {
  return <PageHead title="Post" />;
}
