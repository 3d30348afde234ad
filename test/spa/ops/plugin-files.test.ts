/** Which plugin the two chosen files are, and which bytes. */
import { expect, test } from 'vitest'
import { readPluginFiles } from '../../../spa/host/ops/plugin-files.ts'

const BUNDLE = new Blob(['hello'])
const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

test.each([
  ["id: hello\nversion: '1.0.0'\n", 'hello', '1.0.0'],
  ['# mine\nversion: "2.0.0-rc.1" # soon\nid: hello\ncontributions:\n  id: other\n', 'hello', '2.0.0-rc.1'],
  ['{ "version": "1.0.0",\n  "id": "hello" }', 'hello', '1.0.0'],
])('%j', async (text, id, version) => {
  const files = await readPluginFiles(new Blob([text]), BUNDLE)
  expect(files).toMatchObject({ id, version, manifest: text, sha256: SHA256 })
})

test.each(['', 'title: x\n', '  id: nested\nversion: 1.0.0\n'])('%j names no plugin', async (text) => {
  expect(await readPluginFiles(new Blob([text]), BUNDLE)).toBeNull()
})
