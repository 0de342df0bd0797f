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
    return this.text(name) ? ` (${this.platform} says: “${this.text(name)}”)` : '';
  }
}

const WITHDRAWALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    user_disconnected: 'Postlog was removed in the app’s settings',
    account_deleted: 'it was deleted',
    age_changed: 'its owner’s age was changed',
    account_banned: 'it was banned',
    developer_revoked: 'the people who run Postlog ended access',
  }),
);
/** What may happen to a call to any platform, by the code that Postlog gives it. */
const CALL_FAILED: Record<string, string> = {
  unreachable: 'it could not be reached',
  timeout: 'it did not answer in time',
  connection_lost: 'the connection broke',
  unreadable: 'its answer could not be read',
  unreadable_data: 'its answer was incomplete',
  answer_too_large: 'its answer was too long',
  internal_error: 'something went wrong there',
  server_error: 'something went wrong there',
  temporarily_unavailable: 'it is overloaded or down for maintenance',
  rate_limit_exceeded: 'it asked us to slow down',
};

const SOURCES: Record<string, string> = {
  poll: ' (Postlog checked)',
  webhook: ' (webhook)',
  video_list: ' (found in the account’s videos)',
};
