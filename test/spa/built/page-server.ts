/** Serves a built client the way the gateway does: one document, its files, and the enforced policy. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { pagePolicy } from '#core/page-policy'

const TYPES = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
])

export interface PageServer {
  readonly origin: string
  readonly close: () => Promise<void>
}

/** @param files Further files by path, for example a plugin's bundle. */
export async function servePage(
  client: string,
  html: string,
  importMapHash: string,
  files: ReadonlyMap<string, string> = new Map(),
): Promise<PageServer> {
  const policy = pagePolicy({ scripts: [importMapHash], styles: [] })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const type = TYPES.get(extname(pathname)) ?? 'text/html; charset=utf-8'
    const body = pathname.startsWith('/assets/')
      ? readFile(join(client, pathname))
      : Promise.resolve(files.get(pathname) ?? html)
    body.then(
      (bytes) => response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
