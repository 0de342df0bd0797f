/** The help: a page for each task, made from `docs/users`, with a search over all of them. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { TextField } from '../../parts/form/field';
import { PageHead } from '../../parts/surface';
import NotFound from '../not-found';
import { Prose } from './prose';
import { search, titleOf } from './search';
import type { Document } from './tree';

/** The order of the tasks, by how their names begin; other pages come after them. */
const ORDER = ['connect', 'upload', 'publish', 'several', 'inbox', 'account', 'troubleshooting'];
const FILES = import.meta.glob<Document>('../../../../docs/users/*.md', {
  eager: true,
  import: 'default',
});
const PAGES = pagesOf(FILES);

function pagesOf(files: Readonly<Record<string, Document>>): Record<string, Document> {
  const named = Object.entries(files).map(([path, page]) => [nameOf(path), page] as const);
  const place = (name: string) => {
    const found = ORDER.findIndex((task) => name.startsWith(task));
    return found < 0 ? ORDER.length : found;
  };
  return Object.fromEntries(
    named.sort(([one], [other]) => place(one) - place(other) || one.localeCompare(other)),
  );
}

function nameOf(path: string): string {
  return path.replace(/^.*\/|\.md$/g, '');
}

export default function Help({ page: name = 'connect' }: { page?: string }) {
  const page = PAGES[name];
  const [asked, setAsked] = useState('');
  const found = useMemo(() => search(PAGES, asked), [asked]);
  useEffect(() => {
    const look = () => show(decodeURIComponent(window.location.hash.slice(1)));
    look(); // the browser looked for the place before the page was drawn
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [name]);
  if (!page) return <NotFound />;
  return (
    <>
      <PageHead key={name} title={titleOf(page)} />
      <div class="help">
        <nav aria-label="Help" class="stack">
          <search>
            <TextField
              label="Search help"
              type="search"
              value={asked}
              onValue={setAsked}
              placeholder="A message, a code, a task"
            />
          </search>
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
        <div class="stack">
          {asked.trim() && <Results found={found} onGo={() => setAsked('')} />}
          <Prose page={page} />
        </div>
      </div>
    </>
  );
}

interface ResultsProps {
  found: ReturnType<typeof search>;
  onGo: () => void;
}

function Results({ found, onGo }: ResultsProps) {
  return (
    <section class="found stack" aria-label="Search results">
      <p class="small soft" role="status">
        {found.length === 0 ? 'No results' : `${found.length} results`}
      </p>
      <ul class="list stack">
        {found.map(({ href, title, excerpt }) => (
          <li key={`${href} ${excerpt}`}>
            <a href={href} onClick={onGo}>
              {title}
            </a>
            <p class="small soft">{excerpt}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Show the place with an id, and open what it is folded in. A platform's code may have no own row. */
function show(id: string): void {
  const place = document.getElementById(id) ?? document.getElementById(id.replace(/^[a-z]+-/, ''));
  const fold = place?.closest('details');
  if (fold) fold.open = true;
  for (const marked of document.querySelectorAll('tr[data-shown]'))
    marked.removeAttribute('data-shown');
  place?.setAttribute('data-shown', '');
  place?.scrollIntoView();
}
