/** A walk through a parsed module. The parser's nodes are read like any other data: by their own properties. */
import { type Node, parse, type Program } from 'acorn'
import { isRecord } from '../../src/core/own-property.ts'

export type Place = { readonly line: number; readonly column: number }

export interface Syntax extends Readonly<Record<string, unknown>> {
  readonly type: string
}

export function isSyntax(value: unknown): value is Syntax {
  return isRecord(value) && typeof value['type'] === 'string'
}

export interface SyntaxFault extends Place {
  readonly message: string
}

/** @returns The module, or where it stops being one. */
export function parseModule(source: string): Program | SyntaxFault {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true, ranges: true })
  } catch (error) {
    const at = isRecord(error) && isRecord(error['loc']) ? error['loc'] : {}
    const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : String(error)
    return { message, line: Number(at['line'] ?? 1), column: Number(at['column'] ?? 0) + 1 }
  }
}

/** Visits every node below, parents first. Without recursion: a bundle may be nested as deep as it likes. */
export function walk(root: Node, visit: (node: Syntax) => void): void {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const next = open.pop()
    if (Array.isArray(next)) open.push(...listOf(next).toReversed())
    else if (isSyntax(next)) {
      visit(next)
      for (const [key, child] of Object.entries(next).toReversed()) {
        if (key !== 'loc' && typeof child === 'object' && child !== null) open.push(child)
      }
    }
  }
}

export function placeOf(node: unknown): Place {
  const loc = isRecord(node) ? node['loc'] : null
  const start = isRecord(loc) ? loc['start'] : null
  if (!isRecord(start)) return { line: 1, column: 1 }
  return { line: Number(start['line']), column: Number(start['column']) + 1 }
}

/** `name` of an identifier, or `null`. */
export function nameOf(node: unknown): string | null {
  return isSyntax(node) && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : null
}

/** A string as it stands in the source, or of a template without anything inserted. */
export function textOf(node: unknown): string | null {
  if (!isSyntax(node)) return null
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  const [quasi, more] = node.type === 'TemplateLiteral' ? listOf(node['quasis']) : []
  if (more !== undefined) return null
  const value = isSyntax(quasi) ? quasi['value'] : null
  return isRecord(value) && typeof value['cooked'] === 'string' ? value['cooked'] : null
}

/** The member's name in `object.name` and `object['name']`, or `null`. */
export function memberOf(node: unknown): string | null {
  if (!isSyntax(node) || node.type !== 'MemberExpression') return null
  return node['computed'] === true ? textOf(node['property']) : nameOf(node['property'])
}

/** The elements of an array, or none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
