import { PageHead } from '../../parts/surface';

export default function Posts() {
  return <PageHead title="Posts" />;
}
