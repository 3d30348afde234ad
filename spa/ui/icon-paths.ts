/** Outlines of the icons, as strokes. */
const circle = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z'

export const ICON_PATHS = {
  activity: 'M3 12h4l3-8 4 16 3-8h4',
  bolt: 'M13 3 5 13.5h6L11 21l8-10.5h-6L13 3Z',
  box: 'M12 3 4 7.2v9.6L12 21l8-4.2V7.2L12 3ZM4.3 7.4 12 11.5l7.7-4.1M12 11.5V21',
  chart: 'M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6',
  check: `${circle}M8 12.4l2.7 2.7L16 9.5`,
  'chevron-down': 'm6 9.5 6 6 6-6',
  'chevron-end': 'm9.5 6 6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M4 20h4.2L19 9.2 14.8 5 4 15.8V20ZM12.5 7.3l4.2 4.2',
  error: `${circle}M9 9l6 6M15 9l-6 6`,
  home: 'M4 11.2 12 4l8 7.2M6 9.6V20h4.5v-5.5h3V20H18V9.6',
  info: `${circle}M12 11v5.2M12 7.6v.2`,
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M20 14.2A8 8 0 0 1 9.8 4 8 8 0 1 0 20 14.2Z',
  page: 'M6 3h8l4 4v14H6V3ZM14 3v4h4M9 12h6M9 16h6',
  plug: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0V8ZM12 17v4',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 5v5h-5M4 19v-5h5M19.4 10A7.8 7.8 0 0 0 5.7 7.6M4.6 14a7.8 7.8 0 0 0 13.7 2.4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.4 15.4 20 20',
  shield: 'M12 3 5 5.6v5.6c0 4.4 2.9 8 7 9.8 4.1-1.8 7-5.4 7-9.8V5.6L12 3Z',
  'sign-out': 'M14 4H5v16h9M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.8v1.8M12 19.4v1.8M2.8 12h1.8M19.4 12h1.8M5.5 5.5l1.3 1.3M17.2 17.2l1.3 1.3M18.5 5.5l-1.3 1.3M6.8 17.2l-1.3 1.3',
  system: 'M4 5h16v11H4V5ZM9 20h6M12 16v4',
  tick: 'm5 12.8 4.4 4.4L19 7.5',
  trash: 'M5 7h14M10 7V4h4v3M7 7l.8 13h8.4L17 7M10.2 11v5.5M13.8 11v5.5',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.9-3.4 3.8-5.2 7.5-5.2s6.6 1.8 7.5 5.2',
  warning: 'M12 4 2.8 19.6h18.4L12 4ZM12 10v4.6M12 17v.2',
} as const

export type IconName = keyof typeof ICON_PATHS
