/** Our own line icons, 24 by 24, decoration only: the words beside them carry the meaning. */
const PATHS = {
  home: "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  chart: "M4 20V10M10 20V4M16 20v-7M22 20H2",
  orders: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  calendar: "M4 6h16v15H4zM4 11h16M8 3v5M16 3v5",
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M17 4a4 4 0 0 1 0 7M18 14c2.500 1 4 3.500 4 7",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-7 8-7s8 3 8 7",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 4v6M8 14v6",
  ticket: "M3 7h18v4a2 2 0 0 0 0 3v4H3v-4a2 2 0 0 0 0-3zM14 7v11",
  folder: "M3 6h6l2 2h10v11H3z",
  percent: "M19 5L5 19M7.500 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM16.500 19a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  form: "M5 3h14v18H5zM9 8h6M9 12h6M9 16h3",
  list: "M9 6h12M9 12h12M9 18h12M3 6l1.500 1.500L6.500 5M3 12l1.500 1.500 2-2.500M3 18l1.500 1.500 2-2.500",
  team: "M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6z",
  door: "M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3 21h18M14 12v1",
  scan: "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M4 12h16",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  sun: "M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12 1v2M12 21v2M1 12h2M21 12h2M4 4l1.500 1.500M18.500 18.500L20 20M20 4l-1.500 1.500M5.500 18.500L4 20",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z",
  sound: "M4 9v6h4l5 4V5L8 9zM17 8a5 5 0 0 1 0 8M19.500 5.500a9 9 0 0 1 0 13",
  mute: "M4 9v6h4l5 4V5L8 9zM17 9l5 6M22 9l-5 6",
  camera: "M3 8h4l2-3h6l2 3h4v11H3zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
  up: "M12 19V6M6 11l6-6 6 6",
  down: "M12 5v13M6 13l6 6 6-6",
  more: "M6 9l6 6 6-6",
  less: "M6 15l6-6 6 6",
  sort: "M8 9l4-4 4 4M8 15l4 4 4-4",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  check: "M4 12.500l5.500 5.500L20 6.500",
  back: "M14 5l-7 7 7 7",
  exit: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  menu: "M4 6h16M4 12h16M4 18h16",
  plug: "M9 3v6M15 3v6M6 9h12v3a6 6 0 0 1-12 0zM12 18v4",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  undo: "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  copy: "M9 9h11v12H9zM15 9V4H4v12h5",
} as const;

export type IconName = keyof typeof PATHS;

/** Whether we have drawn this one; a module may name another. */
export const isIcon = (name: string): name is IconName => Object.hasOwn(PATHS, name);

export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    class="app-icon"
  >
    <path d={PATHS[name]} />
  </svg>
);
