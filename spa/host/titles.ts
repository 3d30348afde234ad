/** What a contribution is called on the page: its title, else words made of its component's name. */

interface Named {
  readonly component: string
  readonly title?: string
}

/** Says what kind of component it is, not what it shows. */
const KIND_SUFFIX = /(?:Widget|Page|View)$/

export function titleOf({ component, title }: Named): string {
  if (title !== undefined) return title
  const bare = component.replace(KIND_SUFFIX, '') || component
  const words = bare.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
