/** The help pages, made from `docs/users`. */
import { useEffect } from 'preact/hooks';
import account from '../../../../docs/users/account.md';
import connect from '../../../../docs/users/connect.md';
import troubleshooting from '../../../../docs/users/troubleshooting.md';
import upload from '../../../../docs/users/upload.md';
import { PageHead } from '../../parts/surface';
import NotFound from '../not-found';
import { Prose } from './prose';
import type { Document } from './tree';

const PAGES: Record<string, Document> = { connect, upload, account, troubleshooting };

function titleOf(page: Document): string {
  const [first] = page.blocks;
  const [words] = first?.kind === 'heading' ? first.text : [];
  return words?.kind === 'text' ? words.text : 'Help';
}

export default function Help({ page: name = 'connect' }: { page?: string }) {
  const page = PAGES[name];
  useEffect(() => {
    // The browser looked for the anchor before the page was drawn.
    const place = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    place?.scrollIntoView();
  }, []);
  if (!page) return <NotFound />;
  return (
    <>
      <PageHead key={name} title={titleOf(page)} />
      <div class="help">
        <nav aria-label="Help">
          <ul class="list">
            {Object.entries(PAGES).map(([of, document]) => (
              <li key={of}>
                <a href={`/help/${of}`} aria-current={of === name ? 'page' : undefined}>
                  {titleOf(document)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Prose page={page} />
      </div>
    </>
  );
}
