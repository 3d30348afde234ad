/** `npm run audit` against registries that know something, nothing, or do not answer (requirement 43). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'

const BULK = '/-/npm/v1/security/advisories/bulk'
const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

async function auditedBy(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closing.push(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_retries: '0' }
  const child = spawn(process.execPath, ['dev/audit.ts'], { env })
  const [out, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, out, problems }
}

describe('requirement 43: published vulnerabilities', () => {
  test('that nobody explains are named, and fail', { timeout: 60_000 }, async () => {
    const advisory = {
      id: 1,
      url: 'https://advisories.example/GHSA-made-up',
      title: 'made up',
      severity: 'high',
      vulnerable_versions: '<999.0.0',
    }
    const { code, problems } = await auditedBy(({ url }, response) => {
      response.statusCode = url === BULK ? 200 : 404
      response.end(JSON.stringify(url === BULK ? { jose: [advisory] } : {}))
    })
    expect(problems).toContain('high: jose: made up (https://advisories.example/GHSA-made-up)')
    expect(code).toBe(1)
  })

  test('of which there are none pass', { timeout: 60_000 }, async () => {
    const { code, out } = await auditedBy((_, response) => response.end('{}'))
    expect([code, out]).toEqual([0, '0 published, 0 of them explained.\n'])
  })

  test('of which nothing is known are told apart from none', { timeout: 60_000 }, async () => {
    const { code, problems } = await auditedBy((_, response) => response.writeHead(405).end())
    expect(problems).toContain('nothing is known')
    expect(code).toBe(3)
  })
})
