/** Colours, and how times are shown: as the browser is set. */
import { Fact, Facts } from '../../parts/data/facts';
import { exact } from '../../parts/data/time';
import { Segmented } from '../../parts/form/segmented';
import { Card } from '../../parts/surface';
import { chooseTheme, chosenTheme } from '../../shell/theme';
import { zoneInWords } from './zone';

const THEMES = [
  { value: 'system', label: 'As this device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function LookCard() {
  return (
    <Card title="Colours and times">
      <Segmented legend="Colours" value={chosenTheme()} onValue={chooseTheme} segments={THEMES} />
      <Facts>
        <Fact name="Time zone">{zoneInWords(new Date())}</Fact>
        <Fact name="A time looks like this">{exact(new Date().toISOString())}</Fact>
      </Facts>
      <p class="small soft">
        All times on these pages are in this zone, which your browser names. Posts and platforms
        keep theirs in UTC.
      </p>
    </Card>
  );
}
