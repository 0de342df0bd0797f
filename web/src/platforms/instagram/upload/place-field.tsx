/** Where the post was made: found by its name, or named by the link of its Facebook Page. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { body } from '../../../api/clients';
import { asProblem } from '../../../api/problem';
import { Button } from '../../../parts/button';
import { type Instagram, instagram } from '../api';
import { placeIn } from '../form/page-link';
import type { Place } from '../form/post-form';

type Found = Instagram['LocationAnswer'];

const PAUSE_MS = 300;
const LEAST = 2;

interface Props {
  accountId: string;
  /** Whether the account's login can search; where it cannot, a link is asked for. */
  finds: boolean;
  place: Place | null;
  onPlace: (place: Place | null) => void;
}

export function PlaceField({ accountId, finds, place, onPlace }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { found, trouble } = usePlaces(accountId, finds ? text : '');
  const linked = placeIn(text);
  const offered: readonly Offered[] = linked
    ? [{ place: linked, about: 'By the link' }]
    : (found ?? []).map((one) => ({ place: { id: one.id, name: one.name }, about: aboutOf(one) }));
  const take = (one: Offered | undefined) => {
    if (!one) return;
    onPlace(one.place);
    setText('');
    setAt(0);
  };
  if (place) {
    return (
      <div class="field">
        <span class="label">Location</span>
        <div class="row between">
          <span class="break">{place.name}</span>
          <Button look="quiet" onClick={() => onPlace(null)}>
            Remove the location
          </Button>
        </div>
      </div>
    );
  }
  const isOpen = offered.length > 0;
  const current = Math.min(at, offered.length - 1);
  return (
    <div class="field">
      <label for={id}>Location</label>
      <input
        id={id}
        class="control"
        role="combobox"
        autocomplete="off"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen ? `${id}-${current}` : undefined}
        aria-describedby={`${id}-hint`}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (by && isOpen) setAt((current + by + offered.length) % offered.length);
          else if (event.key === 'Enter') take(offered[current]);
          else if (event.key === 'Escape') setText('');
          else return;
          event.preventDefault();
        }}
      />
      <div class="hint" id={`${id}-hint`}>
        {finds
          ? 'The name of a place, or the link of its Facebook Page.'
          : 'This account was connected by Instagram itself, which has no search for places. Paste the link of the place’s Facebook Page.'}
      </div>
      <div id={`${id}-list`} role="listbox" class="places" aria-label="Places" hidden={!isOpen}>
        {offered.map((one, index) => (
          <div
            key={one.place.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            tabIndex={-1}
            onPointerDown={(event) => {
              event.preventDefault(); // the field keeps the focus
              take(one);
            }}
          >
            <span class="break">{one.place.name}</span>
            <span class="small soft break">{one.about}</span>
          </div>
        ))}
      </div>
      <p class="small soft" role="status">
        {trouble ?? (found && found.length === 0 && !linked && 'No place of this name was found.')}
      </p>
    </div>
  );
}

interface Offered {
  place: Place;
  about: string;
}

function aboutOf({ street, city, country }: Found): string {
  return [street, city, country].filter(Boolean).join(', ');
}

/** Look for places a moment after the last letter; only the answer to the last question counts. */
function usePlaces(accountId: string, text: string) {
  const [state, setState] = useState<{ found?: readonly Found[]; trouble?: string }>({});
  const turn = useRef(0);
  const q = text.trim();
  useEffect(() => {
    const mine = ++turn.current;
    setState({});
    if (q.length < LEAST || placeIn(q)) return;
    const params = { query: { account_id: accountId, q } };
    const ask = async () => {
      try {
        const answer = await body(instagram.GET('/api/instagram/locations', { params }));
        if (mine === turn.current) setState({ found: answer.locations });
      } catch (error) {
        const { detail } = asProblem(error);
        const trouble = `${detail} Paste the link of the place’s Facebook Page, or post without a location.`;
        if (mine === turn.current) setState({ trouble });
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [accountId, q]);
  return { found: state.found, trouble: state.trouble };
}
