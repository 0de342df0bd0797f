/** What the platform itself said of a refusal: its words, marked as such, and its id of the call. */

interface Props {
  name?: string;
  said: { platformMessage: string; logId: string };
}

export function OwnWords({ name = 'The platform', said }: Props) {
  const { platformMessage, logId } = said;
  if (!platformMessage && !logId) return null;
  return (
    <p class="small soft break">
      {platformMessage && (
        <>
          {name} says: <q lang="en">{platformMessage}</q>
        </>
      )}
      {logId && (
        <>
          {' '}
          Reference: <code>{logId}</code>
        </>
      )}
    </p>
  );
}
