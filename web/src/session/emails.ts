/** E-mail addresses as the API takes them: every mail program reads them as exactly one address. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[A-Za-z0-9-]+';
const EMAIL = new RegExp(`^${ATOM}(\\.${ATOM})*@${LABEL}(\\.${LABEL})+$`);
const LONGEST = 254;

/** What is wrong with an address, in words; nothing where it can be one. */
export function faultOfEmail(email: string): string | undefined {
  if (EMAIL.test(email) && email.length <= LONGEST) return undefined;
  return 'Enter a full e-mail address, such as name@example.com.';
}
