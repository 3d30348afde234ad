import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { describe, expect, test } from 'vitest'
import { isRejection } from '../../src/core/rejection.ts'
import { packArchive, refuseModules, type Stored, unpackArchive } from '../../src/io/archive.ts'

const MAX_BYTES = 1_000_000

const STORED: readonly Stored[] = [
  { store: 'kv', key: 'config/plugins.yaml', bytes: new TextEncoder().encode('tenants: {} # ü\r\n') },
  { store: 'kv', key: 'quarantine/*/hello', bytes: new TextEncoder().encode('{"reason":"x"}') },
  { store: 'r2', key: `plugins/${'long-name/'.repeat(30)}1.0.0/index.esm.js`, bytes: Uint8Array.of(0, 255, 13, 10) },
  { store: 'r2', key: 'plugins/empty/1.0.0/index.esm.js', bytes: new Uint8Array() },
]

async function archiveOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body }))
  return gzipSync(await packTar(entries))
}

async function refusalOf(archive: Uint8Array) {
  const outcome = await unpackArchive(archive, MAX_BYTES)
  if (!isRejection(outcome)) throw new Error('it was taken')
  return outcome
}

test('what goes in comes out, byte for byte, long keys and empty objects included', async () => {
  const back = await unpackArchive(await packArchive(STORED), MAX_BYTES)
  if (isRejection(back)) throw new Error(back.why)
  expect(back.map(({ store, key, bytes }) => [store, key, [...bytes]])).toEqual(
    STORED.map(({ store, key, bytes }) => [store, key, [...bytes]]),
  )
})

test('the same content gives the same archive', async () => {
  expect(await packArchive(STORED)).toEqual(await packArchive(STORED))
})

test('a bundle in it that is no module is named', () => {
  expect(refuseModules(STORED.slice(0, 2))).toBeNull()
  expect(refuseModules(STORED)).toMatchObject({ where: expect.stringContaining('r2/plugins/long-name/') })
  expect(refuseModules(STORED.slice(3))).toEqual({
    where: 'r2/plugins/empty/1.0.0/index.esm.js',
    why: 'is no ES module: there is nothing in it',
  })
})

describe('an archive is refused', () => {
  const hello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

  test.each([
    ['without sums', { 'kv/config/a.yaml': 'hello' }, /SHA256SUMS/],
    ['with changed bytes', { SHA256SUMS: `${hello}  kv/config/a.yaml\n`, 'kv/config/a.yaml': 'hullo' }, /damaged/],
    ['with a file too many', { SHA256SUMS: '', 'kv/config/a.yaml': 'hello' }, /damaged/],
    ['with a file too few', { SHA256SUMS: `${hello}  kv/config/a.yaml\n` }, /^kv\/config\/a\.yaml .*lacks it/],
    [
      'that reaches elsewhere',
      { SHA256SUMS: `${hello}  kv/registry/x\n`, 'kv/registry/x': 'hello' },
      /belongs nowhere/,
    ],
  ])('%s', async (_name, files, why) => {
    const { where, why: said } = await refusalOf(await archiveOf(files))
    expect(`${where} ${said}`).toMatch(why)
  })

  test('that was cut short, or is none', async () => {
    const whole = await packArchive(STORED)
    for (const archive of [whole.slice(0, whole.length / 2), new TextEncoder().encode('no archive')]) {
      expect(await refusalOf(archive)).toMatchObject({ why: expect.stringContaining('cannot be read') })
    }
  })

  test('that is small, and much larger once it is unpacked', async () => {
    const bytes = new Uint8Array(2 * MAX_BYTES)
    const bomb = await packArchive([{ store: 'r2', key: 'plugins/a/1.0.0/index.esm.js', bytes }])
    expect(bomb.byteLength).toBeLessThan(MAX_BYTES / 100)
    expect(await refusalOf(bomb)).toMatchObject({ why: expect.stringContaining(`more than ${MAX_BYTES} bytes`) })
  })
})
