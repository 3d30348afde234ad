/** What the gateway's echo says about a call. */

export interface Echo {
  readonly method: string
  readonly plugin: string
  readonly version: string
  readonly tenant: string
  readonly subject: string
  readonly query: string
  /** The person's name at their identity provider. */
  readonly who: string
}

export function parseEcho(input: unknown): Echo | null {
  const [method, plugin, tenant, subject] = ['method', 'plugin', 'tenant', 'subject'].map((key) => text(input, key))
  if (method === undefined || plugin === undefined || tenant === undefined || subject === undefined) return null
  const who = subject.split(':').at(-1) ?? ''
  const [version = '', query = ''] = [text(input, 'version'), text(input, 'query')]
  return { method, plugin, version, tenant, subject, query, who: who.charAt(0).toUpperCase() + who.slice(1) }
}

function text(input: unknown, key: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const value: unknown = Reflect.get(input, key)
  return typeof value === 'string' ? value : undefined
}
