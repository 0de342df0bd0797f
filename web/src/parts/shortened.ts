/** A text for where there is little room: at most `most` characters, and an ellipsis. */
export function shortened(text: string, most = 60): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const cut = characters.slice(0, most).join('');
  const words = cut.replace(/\s+\S*$/u, '');
  // A word that is longer than all before it is cut: better half of it than next to nothing.
  return `${words.length > most / 2 ? words : cut}…`;
}
