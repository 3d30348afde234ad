/** Allow-lists and the table of proxied routes: compiled once, then matched segment by segment. */
import { METHODS, type ApiPermission, type Method } from './manifest.ts'
import { isRejection } from './rejection.ts'
import type { RouteConfig } from './routes.ts'
import { SegmentTrie } from './segment-trie.ts'
import { parseTemplate, type Template } from './template.ts'

/** A plugin's grants by method; the payload is the rule's name for the log. */
export type AllowList = ReadonlyMap<Method, SegmentTrie<string>>

export type RouteTable = ReadonlyMap<Method, SegmentTrie<RouteConfig>>

/** The method a call is judged as: HEAD as GET, others exactly as written; `null` for one that no grant can name. */
export function judgedMethod(method: string): Method | null {
  return METHODS.find((known) => known === (method === 'HEAD' ? 'GET' : method)) ?? null
}

/** @throws For a path that is no template: compiled configuration holds none. */
export function compileAllowList(permissions: readonly ApiPermission[]): AllowList {
  const tries = new Map<Method, SegmentTrie<string>>()
  for (const { method, path, params } of permissions) {
    trieOf(tries, method).add(templateOf(path, params), `${method} ${path}`)
  }
  return tries
}

/** @returns The name of the rule that admits the call, `null` when none does. */
export function matchCall(list: AllowList, method: string, segments: readonly string[]): string | null {
  const judged = judgedMethod(method)
  return judged === null ? null : (list.get(judged)?.find(segments)?.payload ?? null)
}

/** @throws For a path that is no template: compiled configuration holds none. */
export function compileRouteTable(routes: readonly RouteConfig[]): RouteTable {
  const tries = new Map<Method, SegmentTrie<RouteConfig>>()
  for (const route of routes) {
    const template = templateOf(route.path, {})
    for (const method of route.methods) trieOf(tries, method).add(template, route)
  }
  return tries
}

export function findRoute(table: RouteTable, method: string, segments: readonly string[]): RouteConfig | null {
  const judged = judgedMethod(method)
  return judged === null ? null : (table.get(judged)?.find(segments)?.payload ?? null)
}

function trieOf<T>(tries: Map<Method, SegmentTrie<T>>, method: Method): SegmentTrie<T> {
  const existing = tries.get(method)
  if (existing !== undefined) return existing
  const trie = new SegmentTrie<T>()
  tries.set(method, trie)
  return trie
}

function templateOf(path: string, params: ApiPermission['params']): Template {
  const template = parseTemplate(path, params)
  if (isRejection(template)) throw new Error(`${path} is no template: ${template.where}: ${template.why}`)
  return template
}
