/** Shorten a text to at most `most` characters and an ellipsis. */
export function shortened(text: string, most = 60): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const cut = characters.slice(0, most).join('');
  const words = cut.replace(/\s+\S*$/u, '');
  // Cut inside a word where the words before it are less than half of the room.
  return `${words.length > most / 2 ? words : cut}…`;
}
