/** Where the gateway's requests go out: a list, so that a new way out is noticed and follows the same rules (requirement 11). */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Every module that asks somebody outside, and from which setting the destination comes. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  'src/io/idp-metadata.ts': 'issuers of idps.yaml, and what their metadata names',
  'src/io/pdp.ts': 'pdp.url of settings.yaml',
  'src/io/upstream.ts': 'services of routes.yaml',
  'src/io/webhook.ts': 'a Worker secret that settings.yaml names',
}

/** Comments speak of requests too. */
function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

describe('requirement 11: what the gateway asks outside', () => {
  const files = globSync('src/**/*.ts', { cwd: ROOT })

  test('goes out in four places, and nowhere else', () => {
    // A call of the platform's own function: not a method of a binding or an object, nor the declaration of one.
    const found = files.filter((path) =>
      /(?<![.\w])(?:globalThis\.)?fetch\(/.test(codeOf(path).replaceAll(/\basync fetch\(/g, '')),
    )
    expect(files.length).toBeGreaterThan(150)
    expect(found.toSorted()).toEqual(Object.keys(WAYS_OUT).toSorted())
  })

  test.each(Object.keys(WAYS_OUT))('%s follows no redirect, and has a limit in time', (path) => {
    const code = codeOf(path)
    expect(code.match(/redirect: '(\w+)'/g)).toEqual(["redirect: 'manual'"])
    expect(code).toMatch(/AbortSignal\.timeout\(|signal: abort\.signal/)
  })

  test('is asked of an identity provider by that one function, whichever library speaks', () => {
    for (const path of files.filter((each) => /from 'oauth4webapi'/.test(codeOf(each)))) {
      const code = codeOf(path)
      const asking = code.match(/oauth\.(?:\w+Request|validateApplicationLevelSignature)\(/g) ?? []
      expect(code.match(/httpOptions\(provider\)/g) ?? [], path).toHaveLength(asking.length)
    }
  })

  test('uses no socket, and no library that would go out by itself', () => {
    const others = /cloudflare:sockets|\bconnect\(\{|new WebSocket\(|new EventSource\(|createRemoteJWKSet/
    expect(files.filter((path) => others.test(codeOf(path)))).toEqual([])
  })
})
