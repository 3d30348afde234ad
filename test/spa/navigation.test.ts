import { expect, test } from 'vitest'
import { hostAddress, type LinkClick } from '../../spa/host/navigation.ts'

const HERE = 'http://acme.localhost:8787/hello?tab=1'

function click(href: string, more: Partial<LinkClick> = {}): LinkClick {
  return { href, target: '', download: false, plain: true, ...more }
}

test.each([
  ['a page of the host', click('/plugins/inventory?q=a#b'), '/plugins/inventory?q=a#b'],
  ['a relative address', click('items/1'), '/items/1'],
  ['another site', click('https://example.org/'), null],
  ['the same name on another port', click('http://acme.localhost:9400/x'), null],
  ['a path the gateway answers', click('/api/session'), null],
  ['signing in', click('/auth/login'), null],
  ['a path that only begins alike', click('/apiary'), '/apiary'],
  ['a jump within the page', click('/hello?tab=1#more'), null],
  ['a script address', click('javascript:alert(1)'), null],
  ['a new tab', click('/hello', { target: '_blank' }), null],
  ['a download', click('/hello', { download: true }), null],
  ['a click with a key held down', click('/hello', { plain: false }), null],
])('%s leads to %3$s', (_, link, address) => {
  expect(hostAddress(link, HERE)).toBe(address)
})
