/** What the page's Content-Security-Policy and Trusted Types would stop at run time, seen before. */
import type { Program } from 'acorn'
import type { Finding, Rule } from './finding.ts'
import { isSyntax, listOf, memberOf, nameOf, placeOf, type Syntax, textOf, walk } from './syntax.ts'

interface Verdict {
  readonly severity: Finding['severity']
  readonly rule: Rule
  readonly message: string
  readonly fix: string
}

function error(rule: Rule, message: string, fix: string): Verdict {
  return { severity: 'error', rule, message, fix }
}

function warning(rule: Rule, message: string, fix: string): Verdict {
  return { severity: 'warning', rule, message, fix }
}

const USE_TOKENS =
  'Use the components and tokens of @empowernow/ui, the `style` prop of React, or a constructed style sheet.'
const USE_ELEMENTS = 'Build elements with React, or set textContent.'

const STYLE = error('style-injection', 'makes a <style> element, which the page’s policy blocks', USE_TOKENS)
const SCRIPT = error(
  'script-injection',
  'makes a <script> element, which the page’s policy blocks',
  'Bundle the code, or ask the tenant’s operators for a service behind the gateway.',
)
const HTML = error('html-injection', 'sets HTML from text, which Trusted Types blocks', USE_ELEMENTS)
const TEXT_TIMER = error('eval', 'runs text after a while, which the page’s policy blocks', 'Pass a function.')
const WORKER = error('worker', 'starts a worker, which the page’s policy blocks', 'Do the work in the page, in slices.')
const SERVICE_WORKER = error('worker', 'registers a service worker, which is refused', 'Leave it out.')
const STYLE_ATTRIBUTE = error(
  'style-injection',
  'sets the attribute `style`, which the page’s policy blocks',
  'Set properties instead: `element.style.setProperty(…)`, or the `style` prop of React.',
)
const EVENT_SOURCE = warning(
  'bypasses-sdk',
  'an EventSource cannot name its plugin, so the gateway refuses it',
  'Use `sdk.sse.subscribe(topic, …)`.',
)
const FETCH = warning(
  'bypasses-sdk',
  'a bare fetch does not name its plugin, so the gateway refuses calls to /api',
  'Use `sdk.api.fetch(path, …)`.',
)

/** The functions that make an element from JSX. */
const ELEMENT_MAKERS: readonly string[] = ['jsx', 'jsxs', 'jsxDEV', 'createElement', 'h']
const HTML_PROPERTIES: readonly string[] = ['innerHTML', 'outerHTML', 'srcdoc']
const HTML_METHODS: readonly string[] = [
  'insertAdjacentHTML',
  'createContextualFragment',
  'setHTMLUnsafe',
  'parseFromString',
]

export function checkPolicy(file: string, program: Program): readonly Finding[] {
  const findings: Finding[] = []
  walk(program, (node) => {
    for (const verdict of judge(node)) findings.push({ file, ...placeOf(node), ...verdict })
  })
  return findings
}

function judge(node: Syntax): readonly Verdict[] {
  if (node.type === 'CallExpression') return judgeCall(node)
  if (node.type === 'NewExpression') return judgeNew(nameOf(node['callee']))
  if (node.type === 'AssignmentExpression') return judgeAssignment(node)
  if (node.type === 'Property' && (nameOf(node['key']) ?? textOf(node['key'])) === 'dangerouslySetInnerHTML') {
    return [HTML]
  }
  return []
}

function judgeCall(node: Syntax): readonly Verdict[] {
  const { callee } = node
  const [first] = listOf(node['arguments'])
  const text = textOf(first)
  const member = memberOf(callee)
  // Bundlers rename functions that clash: `jsx2`, `createElement3`, and minifiers keep only members.
  const name = (nameOf(callee) ?? member)?.replace(/\d+$/, '') ?? ''
  if (ELEMENT_MAKERS.includes(name) || member === 'createElementNS') return judgeElement(node, text)
  if (member === 'setAttribute' && text?.toLowerCase() === 'style') return [STYLE_ATTRIBUTE]
  if (member !== null && HTML_METHODS.includes(member)) return [HTML]
  if ((member === 'write' || member === 'writeln') && objectName(callee) === 'document') return [HTML]
  if (name === 'setTimeout' || name === 'setInterval') return isText(first) ? [TEXT_TIMER] : []
  if (member === 'register' && objectMember(callee) === 'serviceWorker') return [SERVICE_WORKER]
  return nameOf(callee) === 'fetch' && text?.startsWith('/') === true ? [FETCH] : []
}

function judgeElement(node: Syntax, tag: string | null): readonly Verdict[] {
  const [first, second] = listOf(node['arguments'])
  const name = tag ?? textOf(second) ?? textOf(first)
  if (name?.toLowerCase() === 'style') return [STYLE]
  return name?.toLowerCase() === 'script' ? [SCRIPT] : []
}

function judgeNew(name: string | null): readonly Verdict[] {
  if (name === 'Worker' || name === 'SharedWorker') return [WORKER]
  return name === 'EventSource' ? [EVENT_SOURCE] : []
}

function judgeAssignment(node: Syntax): readonly Verdict[] {
  const member = memberOf(node['left'])
  return member !== null && HTML_PROPERTIES.includes(member) ? [HTML] : []
}

function isText(node: unknown): boolean {
  if (textOf(node) !== null) return true
  return isSyntax(node) && node.type === 'TemplateLiteral'
}

function objectName(callee: unknown): string | null {
  return isSyntax(callee) ? nameOf(callee['object']) : null
}

function objectMember(callee: unknown): string | null {
  return isSyntax(callee) ? (memberOf(callee['object']) ?? nameOf(callee['object'])) : null
}
