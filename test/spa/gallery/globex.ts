/** Another tenant's look, as its configuration would give it. */
export const GLOBEX = {
  brand: { name: 'Globex', logo: '/assets/brand/globex.svg' },
  theme: {
    mode: 'auto',
    light: {
      'color-background': '#f2f7f5',
      'color-accent': '#06776b',
      'color-accent-text': '#ffffff',
      radius: '4px',
    },
    dark: { 'color-background': '#06110f', 'color-surface': '#0c1b18', 'color-accent': '#3fdcb7', radius: '4px' },
  },
} as const
