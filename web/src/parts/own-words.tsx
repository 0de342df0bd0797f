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
          {name} says in its own words: <q lang="en">{platformMessage}</q>
        </>
      )}
      {logId && (
        <>
          {' '}
          Its id of the call: <code>{logId}</code>
        </>
      )}
    </p>
  );
}
