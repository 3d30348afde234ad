/** What is fuzzed, and what must hold of every input: no throw, one of the outcomes there are, and what follows from it. */
import { deepStrictEqual, equal, ok } from 'node:assert/strict'
import { compileAllowList, matchCall } from '../../src/core/allowlist.ts'
import { parseQuestion } from '../../src/core/authzen-question.ts'
import { readDecision, readDecisions } from '../../src/core/authzen.ts'
import { readManifest } from '../../src/core/declared-manifest.ts'
import { encodeSegment, parsePath } from '../../src/core/path.ts'
import { isPluginId } from '../../src/core/plugin-id.ts'
import { isRejection, type Rejection } from '../../src/core/rejection.ts'
import { parseTemplate, printTemplate } from '../../src/core/template.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import { referenceMatches } from '../core/reference-matcher.ts'
import type { Target } from './grammar.ts'

/** Runs one input. @returns What came of it, in few words: inputs that end in a new way are worth keeping. */
export const TARGETS: Readonly<Record<Target, (input: string) => string>> = { path, template, manifest, authzen }

function path(input: string): string {
  const parsed = parsePath(input)
  if ('refusal' in parsed) return parsed.refusal
  equal(parsed.raw, input)
  equal(parsed.segments.map((segment) => `/${encodeSegment(segment)}`).join(''), input)
  equal(new URL(input, 'https://upstream.invalid').href, `https://upstream.invalid${input}`)
  const decodedAgain = decodeURIComponent(decodeURIComponent(input))
  equal(decodedAgain.split(/[/\\]/).length, parsed.segments.length + 1)
  ok(parsed.segments.every((segment) => !/^[.\s]*$/.test(segment)))
  const escapes = parsed.segments.some((segment) => encodeSegment(segment) !== segment)
  return `${Math.min(4, parsed.segments.length)} segments${escapes ? ', escaped' : ''}`
}

function template(input: string): string {
  const parsed = parseTemplate(input)
  if (isRejection(parsed)) return parsed.why.replace(/^(?:segment )?\S*.* (must|is|stands|than)\b/s, '$1').slice(0, 60)
  equal(printTemplate(parsed), input)
  deepStrictEqual(parseTemplate(printTemplate(parsed)), parsed)
  const values = parsed.segments.map((segment) => (segment.kind === 'literal' ? segment.value : 'v'))
  const list = compileAllowList([{ method: 'GET', path: input }])
  equal(matchCall(list, 'GET', values), `GET ${input}`)
  ok(referenceMatches({ path: input }, values))
  for (const others of [values.slice(1), [...values, 'v'], values.with(0, 'w'), values.toReversed()]) {
    equal(matchCall(list, 'GET', others) !== null, referenceMatches({ path: input }, others))
  }
  return [...new Set(parsed.segments.map(({ kind }) => kind))].toSorted().join(' ')
}

function manifest(input: string): string {
  const rejections: Rejection[] = []
  const document = parseYaml('config/plugins/fuzz.yaml', input, rejections)
  if (document === null) {
    ok(rejections.length > 0)
    return `no document: ${outline(rejections)}`
  }
  const manifests = document.isList ? document.items().map((place) => readManifest(place, ['/api/ops/*'])) : []
  if (rejections.length > 0) {
    ok(rejections.every(({ where, why }) => typeof where === 'string' && why.length > 0))
    return `rejected: ${outline(rejections)}`
  }
  for (const { id, bundleKey, permissions, additive } of manifests) {
    ok(isPluginId(id))
    ok(bundleKey.startsWith('plugins/') && !/(^|\/)\.{1,2}(\/|$)/.test(bundleKey))
    ok(permissions.api.every(({ path: each, params }) => !isRejection(parseTemplate(each, params))))
    ok(permissions.api.every(({ path: each }) => !referenceMatches({ path: each }, ['api', 'ops', 'x'])))
    ok(!Object.hasOwn(additive, '__proto__'))
  }
  equal(Reflect.ownKeys(Object.prototype).length, PROTOTYPE_KEYS)
  return `${Math.min(2, manifests.length)} manifests`
}

const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype).length

/** The first mistake, without what is quoted of the input. */
function outline([first]: readonly Rejection[]): string {
  const [told = ''] = (first?.why ?? '').split(/, is |[:'"(\n]| at line /)
  return told.replace(/\d+|key .* (is|stands)|segment .* (must|is)|:\S+/gs, '$1').slice(0, 50)
}

const ALICE = { type: 'account', id: 'alice' }
const LIMITS = { bytes: 65_536, depth: 32, evaluations: 100 }

function authzen(input: string): string {
  const outcomes = (['single', 'batch'] as const).map((kind) => {
    const parsed = parseQuestion(input, kind, ALICE, LIMITS)
    if ('refusal' in parsed) return `${parsed.refusal} ${parsed.where.replace(/\d+/g, 'n').slice(0, 40)}`
    for (const { subject, resource, action, context } of parsed.questions) {
      deepStrictEqual(subject, ALICE)
      ok([resource.type, resource.id, action.name].every((name) => typeof name === 'string' && name !== ''))
      ok(!Object.keys(context).some((key) => key.startsWith('cerbos.') || key === '__proto__'))
    }
    return `${parsed.kind} ${Math.min(2, parsed.questions.length)} ${parsed.semantic}`
  })
  return `${outcomes.join(', ')}, ${answered(input)}`
}

/** The same text as if a PDP had said it: nothing in it permits but a plain decision. */
function answered(input: string): string {
  const said = jsonOf(input)
  const isPermit = /"decision":(true|"Permit")/.test(JSON.stringify(said))
  if (!isPermit) equal(readDecision(said), false)
  if (!isPermit) deepStrictEqual(readDecisions(said, 1), [false])
  equal(readDecisions(said, 3).length, 3)
  return isPermit ? 'a permit' : 'no permit'
}

function jsonOf(input: string): unknown {
  try {
    const value: unknown = JSON.parse(input)
    return value
  } catch {
    return null
  }
}
