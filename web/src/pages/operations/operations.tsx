/** For operators: dead letters, and how far each consumer is. */
import './operations.css';
import { DeveloperSwitch } from '../../parts/developer';
import { Empty, PageHead } from '../../parts/surface';
import { Tabs } from '../../parts/tabs';
import { isOperator } from '../../session/session';
import { Consumers } from './consumers';
import { Letters } from './letters';

const HERE = '/operations';

export default function Operations({ tab = '' }: { tab?: string }) {
  const isConsumers = tab === 'consumers';
  if (!isOperator.value) {
    return (
      <>
        <PageHead title="Operations" />
        <Empty title="This page is for operators">
          It shows what concerns all users. Ask the people who run this Postlog for the role.
        </Empty>
      </>
    );
  }
  return (
    <>
      <PageHead
        title="Operations"
        lead="Records that no consumer could handle, and how far each consumer is."
        actions={<DeveloperSwitch />}
      />
      <Tabs
        label="Operations"
        tabs={[
          { href: HERE, name: 'Dead letters', isCurrent: !isConsumers },
          { href: `${HERE}/consumers`, name: 'Consumers', isCurrent: isConsumers },
        ]}
      />
      {isConsumers ? <Consumers /> : <Letters />}
    </>
  );
}
