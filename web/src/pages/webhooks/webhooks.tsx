import { PageHead } from '../../parts/surface';

export default function Webhooks() {
  return <PageHead title="Webhooks" />;
}
