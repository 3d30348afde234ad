/** A plugin's id: part of store keys, URLs, metrics labels and the `X-Plugin-Id` header, so its alphabet is small. */

const PLUGIN_ID = /^[a-z0-9][a-z0-9-]{0,63}$/

export function isPluginId(value: unknown): value is string {
  return typeof value === 'string' && PLUGIN_ID.test(value)
}
