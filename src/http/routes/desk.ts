/** `/api/ops/config` and `/api/ops/bundles`: what operators write. Nothing of it is live before a refresh. */
import { Hono, type Context } from 'hono'
import { bundleKeyOf } from '../../core/bundle.ts'
import { NO_MODULE, refuseModule, refuseModuleType } from '../../core/module-text.ts'
import { isPluginId } from '../../core/plugin-id.ts'
import { isRejection } from '../../core/rejection.ts'
import type { AppEnv } from '../../env.ts'
import { readBytes, readText } from '../../io/body.ts'
import { storeBundle } from '../../io/bundles.ts'
import { DESK, etagOfFile } from '../../io/objects/desk.ts'
import { noteChange } from '../audit.ts'
import { operating } from '../operators.ts'
import { Problem } from '../problem.ts'
import { judgeOfAll } from '../target.ts'

/** As large as the parser takes a file. */
const MAX_FILE_BYTES = 64 * 1024
const CONFIG_FILE = /^config\/(?:(?:plugins|routes|settings|idps|ui)\.yaml|plugins\/[a-z0-9.-]{1,253}\.yaml)$/
const VERSION = /^[0-9A-Za-z.-]{1,128}$/

export const desk = new Hono<AppEnv>()
  .get('/config', async (c) => {
    await operating(c, 'read', '*', await judgeOfAll(c.env))
    const file = fileIn(c)
    const [text = null] = await c.env.DESK.getByName(DESK).read([file])
    return c.json({ file, text, etag: await etagOfFile(text) })
  })
  .put('/config', async (c) => {
    const { subject } = await operating(c, 'refresh', '*', await judgeOfAll(c.env), 'write configuration')
    const file = fileIn(c)
    const expected = /^"?([a-z0-9]{1,64})"?$/.exec(c.req.header('If-Match') ?? '')?.[1]
    if (expected === undefined)
      throw new Problem('body_invalid', { detail: 'If-Match must carry the etag you have read' })
    const text = await readText(c.req.raw.body, MAX_FILE_BYTES).catch((cause: unknown) => {
      throw new Problem('body_too_large', { cause })
    })
    await refuseUnsound(c, file, text)
    const outcome = await c.env.DESK.getByName(DESK).write(file, expected, text)
    if (outcome.kind === 'conflict') throw new Problem('config_changed', { detail: outcome.etag })
    noteChange(c, { file, etag: expected }, { file, etag: outcome.etag })
    return c.json({ file, etag: outcome.etag, by: subject.id })
  })
  .put('/bundles/:id/:version', async (c) => {
    const [id, version] = new URL(c.req.url).pathname.split('/').slice(-2)
    const { subject } = await operating(
      c,
      'refresh',
      isPluginId(id) ? id : '*',
      await judgeOfAll(c.env),
      'upload bundle',
    )
    if (!isPluginId(id) || version === undefined || !VERSION.test(version)) throw new Problem('operator_plugin_unknown')
    const key = bundleKeyOf(`plugins/${id}/${version}/index.esm.js`)
    if (isRejection(key)) throw new Problem('body_invalid', { detail: key.why })
    if (refuseModuleType(c.req.header('Content-Type') ?? null) !== null) {
      throw new Problem('body_invalid', { detail: 'Content-Type: must be text/javascript' })
    }
    const { bundleBytes } = c.var.live.registry.settings.limits
    const bytes = await readBytes(c.req.raw.body, bundleBytes).catch((cause: unknown) => {
      throw new Problem('body_too_large', { cause })
    })
    const refusal = refuseModule(bytes)
    if (refusal !== null) throw new Problem('body_invalid', { detail: `no ES module: ${NO_MODULE[refusal]}` })
    const stored = await storeBundle(c.env, key, bytes, c.req.header('X-Content-Sha256') ?? null)
    if (stored.kind === 'garbled') throw new Problem('body_invalid', { detail: 'X-Content-Sha256' })
    if (stored.kind === 'other') throw new Problem('bundle_exists')
    noteChange(c, null, { key, sha256: stored.sha256 })
    return c.json({ key, sha256: stored.sha256, size: bytes.byteLength, stored: stored.kind, by: subject.id })
  })
  .all('/*', async (c) => {
    // Below this path everything is operators' business, also what is not there.
    await operating(c, 'read', '*', await judgeOfAll(c.env))
    throw new Problem('not_found')
  })

function fileIn(c: Context<AppEnv>): string {
  const file = c.req.query('file') ?? ''
  if (!CONFIG_FILE.test(file)) throw new Problem('body_invalid', { detail: 'file: no configuration file' })
  return file
}

/** A file with a mistake of its own is not written. Mistakes in other files are theirs to mend. */
async function refuseUnsound(c: Context<AppEnv>, file: string, text: string): Promise<void> {
  const { refreshAll } = await import('../../io/refresh.ts')
  const files = new Map([[file, text]])
  const outcome = await refreshAll(c.env, null, { at: new Date().toISOString(), files, isDry: true })
  if (outcome.kind !== 'rejected') return
  const rejections = outcome.rejections.filter((rejection) => (rejection.file ?? file) === file)
  if (rejections.length > 0) throw new Problem('config_rejected', { rejections })
}
