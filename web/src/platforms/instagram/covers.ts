/** Where the covers of an account's media are; Postlog asks Instagram for them when they are looked at. */
export function coverAt(account_id: string, media_id: string): string {
  return `/api/instagram/accounts/${account_id}/media/${media_id}/cover`;
}
