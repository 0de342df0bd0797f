/** Where the comments were before there was one inbox: leads there, with the filters. */
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';

export default function Moved() {
  const { route } = useLocation();
  useEffect(() => route(`/inbox${window.location.search}`, true), [route]);
  return null;
}
