/** The person's own account: password, sessions, keys, colours and times, and their data. */
import './settings.css';
import { PageHead } from '../../parts/surface';
import { session } from '../../session/session';
import { DataCard } from './data-card';
import { DeleteCard } from './delete-card';
import { LookCard } from './look-card';
import { PasswordCard } from './password-card';
import { SessionsCard } from './sessions-card';
import { TenantCards } from './tenant-cards';

export default function Settings() {
  return (
    <>
      <PageHead title="Settings" lead={`You are signed in as ${session.value?.email ?? ''}.`} />
      <div class="settings">
        <PasswordCard />
        <SessionsCard />
        <TenantCards />
        <LookCard />
        <DataCard />
        <DeleteCard />
      </div>
    </>
  );
}
