/** Name the reader's time zone and how far it is from UTC at a time: `Europe/Berlin (GMT+1)`. */
export function zoneInWords(at: Date, timeZone?: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZoneName: 'shortOffset',
    ...(timeZone ? { timeZone } : {}),
  });
  const offset = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  return `${format.resolvedOptions().timeZone} (${offset})`;
}
