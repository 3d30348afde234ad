import { expect, test } from 'vitest'
import { fileOfScript, keepScript } from '../../spa/host/keep-script.ts'

const FILE = '/assets/host-1a2b3c4d.js'

function scripted() {
  const seen: string[] = []
  const blob = async (): Promise<Blob> => {
    seen.push('read to its end')
    return new Blob()
  }
  const fetch = async (url: string, { priority }: RequestInit) => {
    seen.push(`${url} with ${priority} priority`)
    return { blob }
  }
  return { seen, fetch }
}

test('the file of a script that stands in the page is fetched to its end, behind everything else', async () => {
  const { seen, fetch } = scripted()
  await keepScript(FILE, fetch)
  expect(seen).toEqual(['/assets/host-1a2b3c4d.js with low priority', 'read to its end'])
})

test('the page tells which file that is', () => {
  const getAttribute = (name: string): string | null => (name === 'data-file' ? FILE : null)
  expect(fileOfScript({ querySelector: () => ({ getAttribute }) })).toBe(FILE)
})

test('of a page that names its file nothing is fetched', async () => {
  const { seen, fetch } = scripted()
  await keepScript(fileOfScript({ querySelector: () => null }), fetch)
  expect(seen).toEqual([])
})

test('a failure stays without consequence', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
  await expect(keepScript(FILE, fetch)).resolves.toBeUndefined()
})
