/** The titles of the tests in a file, read from its source: what a document may link to by name. */
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { type AnyNode, type Expression, type Node, parse } from 'acorn'

const TITLED: ReadonlySet<string> = new Set(['describe', 'test', 'it', 'suite'])

/** Titles of every `describe` and `test`, `test.each(…)` included. What a template fills in reads `…`. */
export function titlesOf(file: string): ReadonlySet<string> {
  const program = parse(stripTypeScriptTypes(readFileSync(file, 'utf8')), {
    ecmaVersion: 'latest',
    sourceType: 'module',
  })
  const titles = new Set<string>()
  visit(program, (node) => {
    if (node.type !== 'CallExpression' || !TITLED.has(rootOf(node.callee))) return
    const [first] = node.arguments
    const title = first === undefined || first.type === 'SpreadElement' ? null : textOf(first)
    if (title !== null) titles.add(title)
  })
  return titles
}

/** `test` of `test.each([…])`, of `test.skipIf(…)` and of `test` itself. */
function rootOf(callee: AnyNode): string {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'MemberExpression') return rootOf(callee.object)
  return callee.type === 'CallExpression' ? rootOf(callee.callee) : ''
}

function textOf(expression: Expression): string | null {
  if (expression.type === 'Literal') return typeof expression.value === 'string' ? expression.value : null
  if (expression.type !== 'TemplateLiteral') return null
  return expression.quasis.map(({ value }) => value.cooked ?? '').join('…')
}

function visit(node: AnyNode, see: (node: AnyNode) => void): void {
  see(node)
  for (const child of Object.values(node)) {
    for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each, see)
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && isTyped(value)
}

function isTyped(value: object): value is Node {
  return typeof Reflect.get(value, 'type') === 'string'
}
