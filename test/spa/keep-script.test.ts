import { expect, test } from 'vitest'
import { fileOfScript, keepScript } from '../../spa/host/keep-script.ts'

const FILE = '/assets/host-1a2b3c4d.js'

function scripted() {
  const seen: string[] = []
  const preload = async (url: string): Promise<void> => void seen.push(url)
  return { seen, preload }
}

test('the file of a script that stands in the page is fetched', async () => {
  const { seen, preload } = scripted()
  await keepScript(FILE, preload)
  expect(seen).toEqual([FILE])
})

test('the page tells which file that is', () => {
  const getAttribute = (name: string): string | null => (name === 'data-file' ? FILE : null)
  expect(fileOfScript({ querySelector: () => ({ getAttribute }) })).toBe(FILE)
})

test('of a page that names its file nothing is fetched', async () => {
  const { seen, preload } = scripted()
  await keepScript(fileOfScript({ querySelector: () => null }), preload)
  expect(seen).toEqual([])
})

test('a failure stays without consequence', async () => {
  const preload = () => Promise.reject(new TypeError('Failed to fetch'))
  await expect(keepScript(FILE, preload)).resolves.toBeUndefined()
})
