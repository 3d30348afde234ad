/** The pages this person may open: the dashboard, and each permitted route that stands alone. */
import { Icon, isIconName, Skeleton, type IconName } from '@empowernow/ui'
import { isAlive, type PluginState } from './plugin-state.ts'
import { currentEntry, isPlainPath } from '#core/router'
import { titleOf } from './titles.ts'

interface Entry {
  readonly path: string
  readonly title: string
  readonly icon: IconName
}

const DASHBOARD: Entry = { path: '/', title: 'Dashboard', icon: 'home' }

function entriesOf(plugins: readonly PluginState[]): readonly Entry[] {
  const alive = plugins.filter(isAlive)
  // A version that is offered takes over with the next page, so that its pages can be opened already.
  const routes = alive.flatMap((plugin) => (plugin.next ?? plugin).routes).filter(({ path }) => isPlainPath(path))
  return routes.map((route) => {
    const icon = route.icon !== undefined && isIconName(route.icon) ? route.icon : 'page'
    return { path: route.path, title: titleOf(route), icon }
  })
}

interface PagesMenuProps {
  readonly plugins: readonly PluginState[]
  readonly loading: boolean
  readonly pathname: string
}

export function PagesMenu({ plugins, loading, pathname }: PagesMenuProps) {
  const entries = entriesOf(plugins)
  const current = pathname === '/' ? '/' : currentEntry(pathname, entries)
  return (
    <ul data-host="pages" aria-busy={loading}>
      {[DASHBOARD, ...entries].map(({ path, title, icon }) => {
        const here = path === '/' ? pathname === '/' : path === current
        return (
          <li key={path}>
            <a href={path} aria-current={here ? (path === pathname ? 'page' : 'true') : undefined}>
              <Icon name={icon} />
              <span>{title}</span>
            </a>
          </li>
        )
      })}
      {loading && (
        <li data-host="pages-loading">
          <Skeleton lines={3} />
        </li>
      )}
    </ul>
  )
}
