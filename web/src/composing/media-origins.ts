/** The origins whose media this page may show, from the gateway's Content-Security-Policy. */

/** Read a directive's origins; null where there is no policy at all, as under `npm run dev`. */
export function originsIn(
  policy: string | null,
  directive = 'media-src',
): readonly string[] | null {
  if (!policy) return null;
  const found = policy.split(';').map((part) => part.trim().split(/\s+/));
  const [, ...origins] = found.find(([name]) => name === directive) ?? [];
  return origins.filter((origin) => origin.includes('://'));
}

export function mayShow(address: string, origins: readonly string[] | null): boolean {
  if (!URL.canParse(address)) return false;
  return origins === null || origins.includes(new URL(address).origin);
}

let asked: Promise<readonly string[] | null> | undefined;

/** Ask the gateway once. */
export function mediaOrigins(): Promise<readonly string[] | null> {
  asked ??= fetch('/', { method: 'HEAD' })
    .then((response) => originsIn(response.headers.get('Content-Security-Policy')))
    .catch(() => []);
  return asked;
}
