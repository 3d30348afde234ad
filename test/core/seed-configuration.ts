/** The configuration that a fresh clone is seeded with. */
import idps from '../../plugins-kv-seed/config/idps.yaml?raw'
import plugins from '../../plugins-kv-seed/config/plugins.yaml?raw'
import routes from '../../plugins-kv-seed/config/routes.yaml?raw'
import settings from '../../plugins-kv-seed/config/settings.yaml?raw'
import ui from '../../plugins-kv-seed/config/ui.yaml?raw'

/** The seed's files by KV key, some of them replaced; `null` takes one away. */
export function seedWith(replaced: Readonly<Record<string, string | null>> = {}): Map<string, string> {
  const files = new Map([
    ['config/plugins.yaml', plugins],
    ['config/routes.yaml', routes],
    ['config/settings.yaml', settings],
    ['config/idps.yaml', idps],
    ['config/ui.yaml', ui],
  ])
  for (const [file, text] of Object.entries(replaced)) {
    if (text === null) files.delete(file)
    else files.set(file, text)
  }
  return files
}
