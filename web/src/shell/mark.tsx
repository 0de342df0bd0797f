/** The logo and the name. */
export function Mark() {
  return (
    <span class="mark">
      <img src="/favicon.svg" alt="" width="28" height="28" />
      Postlog
    </span>
  );
}
