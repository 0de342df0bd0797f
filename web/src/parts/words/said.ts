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

  because(name: string): string {
    return this.text(name) ? `: ${this.text(name)}` : '';
  }

  /** The platform's own words, marked as such. */
  quoted(name: string): string {
    return this.text(name) ? ` (${this.platform}’s own words: “${this.text(name)}”)` : '';
  }
}

const SOURCES: Record<string, string> = {
  poll: ' (Postlog asked)',
  webhook: ' (by webhook)',
  video_list: ' (in the account’s video list)',
};
