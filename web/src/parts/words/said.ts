/** The values of an event's payload as text, so that a sentence holds whatever they are. */

export type Payload = Readonly<Record<string, unknown>>;

export class Said {
  constructor(
    private readonly payload: Payload,
    /** The name of the platform that the event is about. */
    readonly platform: string,
  ) {}

  text(name: string): string {
    const value = this.payload[name];
    return value === null || value === undefined ? '' : String(value);
  }

  is(name: string): boolean {
    return this.payload[name] === true;
  }

  count(name: string): string {
    const value = this.payload[name];
    return typeof value === 'number' ? value.toLocaleString('en-GB') : '?';
  }

  /** How Postlog learned it, as the end of a sentence. */
  get by(): string {
    return SOURCES[this.text('by')] ?? '';
  }

  /** Which attempt it was, where it was not the first. */
  get attempt(): string {
    const { attempt } = this.payload;
    return typeof attempt === 'number' && attempt > 1 ? ` (attempt ${attempt})` : '';
  }

  /** Why the platform withdrew the access; empty where it did not, or did not say. */
  withdrawal(name: string): string {
    return WITHDRAWALS.get(this.text(name)) ?? '';
  }

  /** A reason at the end of a sentence; what may happen to any call is said in words. */
  because(name: string): string {
    const reason = this.text(name);
    return reason ? `: ${CALL_FAILED[reason.replace(/_\d{3}$/, '')] ?? reason}` : '';
  }

  /** The platform's own words, marked as such. */
  quoted(name: string): string {
    return this.text(name) ? ` (${this.platform}’s own words: “${this.text(name)}”)` : '';
  }
}

const WITHDRAWALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    user_disconnected: 'the app was removed there',
    account_deleted: 'it was deleted there',
    age_changed: 'the age of its owner was changed',
    account_banned: 'it was banned',
    developer_revoked: 'the app itself ended the access',
  }),
);
/** What may happen to a call to any platform, by the code that Postlog gives it. */
const CALL_FAILED: Record<string, string> = {
  unreachable: 'it could not be reached',
  timeout: 'it did not answer in time',
  connection_lost: 'the connection broke',
  unreadable: 'it answered with something that cannot be read',
  unreadable_data: 'its answer lacks what it should hold',
  answer_too_large: 'its answer was far too long',
  internal_error: 'something failed on its side',
  server_error: 'something failed on its side',
  temporarily_unavailable: 'it is overloaded or being maintained',
  rate_limit_exceeded: 'it asks to try less often',
};

const SOURCES: Record<string, string> = {
  poll: ' (Postlog asked)',
  webhook: ' (by webhook)',
  video_list: ' (in the account’s video list)',
};
