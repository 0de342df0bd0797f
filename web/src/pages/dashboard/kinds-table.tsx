/** Which kinds of posts of which platform gained what. */
import { full, signed } from '../../parts/data/numbers';
import { platformOf, usePlatforms } from '../../platforms/known';
import { COUNTERS } from '../posts/counters';
import { byKind, type Gain } from './growth';

export function KindsTable({ gains, since }: { gains: readonly Gain[]; since: string }) {
  const platforms = usePlatforms();
  const kinds = byKind(gains, since);
  if (kinds.length < 2) return null;
  return (
    <div class="scrolls">
      <table class="days number" aria-label="By kind of post">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            {COUNTERS.map(({ counter, name }) => (
              <th scope="col" key={counter}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ provider, kind, totals }) => (
            <tr key={`${provider} ${kind}`}>
              <th scope="row">{platformOf(platforms, provider)?.words.kindOf(kind) ?? provider}</th>
              {COUNTERS.map(({ counter }) => (
                <td key={counter} title={full(totals[counter])}>
                  {signed(totals[counter])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
