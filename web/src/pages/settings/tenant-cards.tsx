/** The keys of the host applications that the person administers; nothing for everybody else. */
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { useResource } from '../../live/resource';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Id } from '../../parts/data/facts';
import { Time } from '../../parts/data/time';
import { Question } from '../../parts/dialog';
import { Card } from '../../parts/surface';

type Tenant = Auth['TenantView'];
type Key = Auth['KeyView'];

export function TenantCards() {
  const { data, problem, reload } = useResource(
    () => body(auth.GET('/api/auth/me/tenants')),
    'tenants',
  );
  return (
    <>
      <ProblemAlert problem={problem} title="The API keys could not be read" onRetry={reload} />
      {data?.tenants.map((tenant) => (
        <TenantCard key={tenant.tenant_id} tenant={tenant} reload={reload} />
      ))}
    </>
  );
}

function TenantCard({ tenant, reload }: { tenant: Tenant; reload: () => Promise<void> }) {
  const [made, setMade] = useState<Auth['NewKey']>();
  const [ending, setEnding] = useState<Key>();
  const [problem, setProblem] = useState<Problem>();
  const path = { tenant_id: tenant.tenant_id };
  const doing = async (act: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await act();
      await reload();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const make = () =>
    doing(async () => {
      const asked = auth.POST('/api/auth/me/tenants/{tenant_id}/api-keys', { params: { path } });
      setMade(await body(asked));
    });
  const end = ({ key_id }: Key) =>
    doing(async () => {
      setEnding(undefined);
      const params = { path: { ...path, key_id } };
      await body(auth.DELETE('/api/auth/me/tenants/{tenant_id}/api-keys/{key_id}', { params }));
    });
  return (
    <Card title={`API keys of ${tenant.name}`}>
      <p class="soft">
        A key lets the backend of {tenant.name} act for its users. Keep it on the server, never in a
        page.
      </p>
      <ProblemAlert problem={problem} />
      {made && (
        <Alert tone="good" title="Copy the new key now: it is not shown again" isUrgent>
          <Id value={made.key} what="key" />
        </Alert>
      )}
      <ul class="list kept">
        {tenant.keys.map((key) => (
          <KeyRow key={key.key_id} of={key} onEnd={() => setEnding(key)} />
        ))}
      </ul>
      <Button onClick={make}>Make a key</Button>
      {ending && (
        <Question
          title={`Revoke ${ending.key_id}…?`}
          no="Keep it"
          yes="Revoke"
          isGrave
          onNo={() => setEnding(undefined)}
          onYes={() => end(ending)}
        >
          <p>Whatever still uses this key is refused from now on.</p>
        </Question>
      )}
    </Card>
  );
}

function KeyRow({ of: key, onEnd }: { of: Key; onEnd: () => void }) {
  return (
    <li>
      <div>
        <code>{key.key_id}…</code>
        <p class="small soft">
          Made <Time at={key.created_at} />
          {key.revoked_at && (
            <>
              , revoked <Time at={key.revoked_at} />
            </>
          )}
        </p>
      </div>
      {!key.revoked_at && (
        <Button onClick={onEnd}>
          Revoke <span class="visually-hidden">{key.key_id}</span>
        </Button>
      )}
    </li>
  );
}
