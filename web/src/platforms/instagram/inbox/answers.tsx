/** Our answers to an item, and what became of each. */
import { type Reply, wordsOfReply } from './reply-words';

export function Answers({ replies }: { replies: readonly Reply[] }) {
  if (replies.length === 0) return null;
  return (
    <ul class="list stack answers-given" aria-label="Your answers">
      {replies.map((reply) => {
        const { tone, sentence } = wordsOfReply(reply);
        return (
          <li key={reply.reply_id} class="small">
            <p class={tone === 'bad' ? 'error' : 'soft'} role="status">
              {sentence}
            </p>
            <p class="break">{reply.text}</p>
          </li>
        );
      })}
    </ul>
  );
}
