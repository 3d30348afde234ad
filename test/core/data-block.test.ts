import { expect, test } from 'vitest'
import { escapeHtml, printDataBlock, printModulePreload } from '../../src/core/data-block.ts'

const LINE_SEPARATOR = String.fromCharCode(0x2028)
const PARAGRAPH_SEPARATOR = String.fromCharCode(0x2029)

test.each([
  ['an end of the element', '</script><script>alert(1)</script>'],
  ['a comment', '<!-- -->'],
  ['a reference', '&lt;'],
  ['line ends of old', `${LINE_SEPARATOR}${PARAGRAPH_SEPARATOR}`],
])('%s in a text is data, and read as it was', (_, text) => {
  const printed = printDataBlock('ee-x', { text })
  const [, json = ''] = /^<script type="application\/json" id="ee-x">(.*)<\/script>\n$/.exec(printed) ?? []
  expect(json).not.toMatch(/[<>&]/)
  expect(json.includes(LINE_SEPARATOR) || json.includes(PARAGRAPH_SEPARATOR)).toBe(false)
  expect(JSON.parse(json)).toEqual({ text })
})

test('an unsafe character is written by its number, in four digits', () => {
  expect(printDataBlock('a', '<')).toBe('<script type="application/json" id="a">"\\u003c"</script>\n')
})

test('a preload says what the bytes must be, where that is known', () => {
  expect(printModulePreload('/a.js', null)).toBe('<link rel="modulepreload" href="/a.js">\n')
  expect(printModulePreload('/a.js?x=1&y="2"', 'sha256-"')).toBe(
    '<link rel="modulepreload" href="/a.js?x=1&amp;y=&quot;2&quot;" integrity="sha256-&quot;">\n',
  )
})

test('text for HTML holds nothing that HTML would read', () => {
  expect(escapeHtml('<a href="x">&amp;</a><')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;&lt;')
})
