/** Icons. */
const PATHS = {
  home: 'M3 10.5 12 3l9 7.500V20a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z',
  plus: 'M12 5v14M5 12h14',
  posts: 'M4 5h16v14H4zM10 9.500v5l4.5-2.500z',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9.500h.010',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h4.500l1.5 2.500h4l1.5-2.500H20',
  pulse: 'M3 12h4l3 7 4-14 3 7h4',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.2 2.600c-.9.5-1.4 1-1.4 2M12 17.200v.100M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.400M18.4 5.6 17 7M7 17l-1.4 1.4',
  moon: 'M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z',
  person:
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.8-3.500 3.800-5.500 7.500-5.500s6.700 2 7.500 5.500',
  down: 'M6 9.500l6 6 6-6',
  check: 'M5 12.5 10 17.5 19 7',
  warn: 'M12 4 2.500 20h19zM12 10v5M12 17.500v.100',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.5 7.5 0 0 1 15 0',
  out: 'M14 4h5v16h-5M4 12h10M10.5 8.5 14 12l-3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
