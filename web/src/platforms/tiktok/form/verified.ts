/** Which addresses TikTok may be asked to fetch: those on what is verified with it. */

/** Domains, with their sub-domains, and prefixes; null while they are not known. */
export type Verified = readonly string[] | null;

/** Whether an address is on what is verified; as long as that is not known, the service tells. */
export function isVerified(address: string, verified: Verified): boolean {
  if (verified === null) return true;
  const given = address.trim();
  const under = (prefix: string) => given.startsWith(prefix) && given !== prefix;
  if (verified.some((one) => one.includes('/') && under(one))) return true;
  if (!URL.canParse(given)) return false;
  const { protocol, host } = new URL(given);
  const covers = (domain: string) => host === domain || host.endsWith(`.${domain}`);
  return protocol === 'https:' && verified.some((one) => !one.includes('/') && covers(one));
}

/** Say what is verified, for whoever has an address elsewhere. */
export function verifiedWords(verified: Verified): string {
  if (verified === null) return '';
  if (verified.length === 0) return 'This Postlog has verified no address with TikTok.';
  return `Verified with TikTok: ${verified.join(', ')}.`;
}
