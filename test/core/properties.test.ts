/** What holds for every input, not only for those that somebody thought of; each against a second, obvious reading. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { compileAllowList } from '../../src/core/allowlist.ts'
import { parseQuestion } from '../../src/core/authzen-question.ts'
import { joinDecisions, printDecisions, readDecision, readDecisions, toPdpCalls } from '../../src/core/authzen.ts'
import { judgeCall } from '../../src/core/call.ts'
import { encodeSegment, parsePath, refuseSegment } from '../../src/core/path.ts'
import { isRejection } from '../../src/core/rejection.ts'
import { SegmentTrie } from '../../src/core/segment-trie.ts'
import { parseTemplate, printTemplate } from '../../src/core/template.ts'
import { pdpAnswer, rawPath, rule, RUNS, value } from './arbitrary.ts'
import { referenceMatches, type ReferenceRule } from './reference-matcher.ts'

// Thousands of cases on a machine that does something else as well.
vi.setConfig({ testTimeout: 60_000 })

const ALICE = { type: 'account', id: 'alice' }
const LIMITS = { bytes: 1_000_000, depth: 32, evaluations: 100 }

function judged(path: string, rules: readonly Required<ReferenceRule>[]) {
  const allowList = compileAllowList(rules.map((each) => ({ method: 'GET' as const, ...each })))
  const plugin = { enabled: true, allowList, topics: [] }
  return judgeCall({
    pluginId: 'p',
    plugin,
    quarantined: false,
    capability: null,
    method: 'GET',
    pathname: path,
    search: '',
    routes: null,
  })
}

/** Decodes by hand, byte for byte; `null` where that is not possible. */
function decodedByHand(path: string): readonly string[] | null {
  const segments = path
    .slice(1)
    .split('/')
    .map((segment) => {
      const bytes: number[] = []
      for (let at = 0; at < segment.length; at += 1) {
        const escape = /^%([0-9A-Fa-f]{2})/.exec(segment.slice(at))
        if (escape === null && segment.charCodeAt(at) > 0x7e) return null
        bytes.push(escape === null ? segment.charCodeAt(at) : Number.parseInt(escape[1] ?? '', 16))
        if (escape !== null) at += 2
      }
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
      } catch {
        return null
      }
    })
  return segments.every((segment) => segment !== null) ? segments : null
}

describe('requirements 1 and 2: for every path and every list', () => {
  const rules = fc.array(rule, { minLength: 1, maxLength: 8 })

  test('what is admitted is forwarded byte for byte, and an independent reading of a template agrees', () => {
    let admitted = 0
    fc.assert(
      fc.property(rawPath, rules, (path, list) => {
        const verdict = judged(path, list)
        if (!('admitted' in verdict)) return
        admitted += 1
        const { raw } = verdict.admitted.path
        expect(raw).toBe(path)
        expect(new URL(raw, 'https://upstream.invalid').href).toBe(`https://upstream.invalid${path}`)
        const segments = decodedByHand(path)
        expect(list.some((each) => segments !== null && referenceMatches(each, segments))).toBe(true)
      }),
      { ...RUNS, numRuns: 5000 },
    )
    expect(admitted).toBeGreaterThan(250)
  })

  test('what an independent reading matches, and is canonical, is admitted', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), rules, (values, list) => {
        fc.pre(values.every((each) => refuseSegment(each) === null && each.isWellFormed()))
        const path = values.map((each) => `/${encodeSegment(each)}`).join('')
        const matches = list.some((each) => referenceMatches(each, values))
        expect('admitted' in judged(path, list)).toBe(matches)
      }),
      RUNS,
    )
  })

  test('a path has one spelling: what is parsed and printed is what it was', () => {
    fc.assert(
      fc.property(rawPath, (path) => {
        const parsed = parsePath(path)
        if ('refusal' in parsed) return
        expect(parsed.segments.map((segment) => `/${encodeSegment(segment)}`).join('')).toBe(path)
        expect(parsePath(parsed.raw)).toEqual(parsed)
      }),
      RUNS,
    )
  })

  test('a template that is printed and parsed is what it was', () => {
    fc.assert(
      fc.property(rule, ({ path, params }) => {
        const template = parseTemplate(path, params)
        if (isRejection(template)) throw new Error(template.why)
        expect(printTemplate(template)).toBe(path)
        expect(parseTemplate(printTemplate(template), params)).toEqual(template)
      }),
      RUNS,
    )
  })
})

describe('requirement 2: the number of steps', () => {
  /** Counts how often a segment is looked at, which is once for each level that is entered. */
  function counted(segments: readonly string[]) {
    let steps = 0
    const seen = new Proxy(segments, {
      get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) steps += 1
        return Reflect.get(target, name)
      },
    })
    return { seen, steps: () => steps }
  }

  const longPath = fc.array(value, { minLength: 1, maxLength: 400 })

  test('of one template is never more than its segments and one', () => {
    fc.assert(
      fc.property(rule, longPath, ({ path, params }, values) => {
        const template = parseTemplate(path, params)
        if (isRejection(template)) throw new Error(template.why)
        const trie = new SegmentTrie<true>()
        trie.add(template, true)
        const { seen, steps } = counted(values)
        trie.find(seen)
        expect(steps()).toBeLessThanOrEqual(Math.min(template.segments.length, values.length) + 1)
      }),
      RUNS,
    )
  })

  test('of a list is never more than the segments of its templates, whatever the path', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 60 }), longPath, (rules, values) => {
        const trie = new SegmentTrie<true>()
        let size = 1
        for (const { path, params } of rules) {
          const template = parseTemplate(path, params)
          if (isRejection(template)) throw new Error(template.why)
          size += template.segments.length
          trie.add(template, true)
        }
        const { seen, steps } = counted(values)
        trie.find(seen)
        expect(steps()).toBeLessThanOrEqual(size)
      }),
      RUNS,
    )
  })
})

describe('requirement 27: for every answer of a PDP', () => {
  /** The whole of what permits, said again. */
  function permits(answer: unknown): boolean {
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false
    const said: unknown = Object.getOwnPropertyDescriptor(answer, 'decision')?.value
    return said === true || said === 'Permit'
  }

  function permitsOf(answer: unknown, count: number): readonly boolean[] {
    const none = Array.from({ length: count }, () => false)
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return none
    const lists = ['evaluations', 'decisions'].flatMap((name) => (Object.hasOwn(answer, name) ? [name] : []))
    const list: unknown = lists.length === 1 ? Reflect.get(answer, lists[0] ?? '') : null
    return Array.isArray(list) && list.length === count ? list.map(permits) : none
  }

  test('a single one permits exactly when it clearly says so', () => {
    fc.assert(
      fc.property(pdpAnswer, (answer) => {
        expect(readDecision(answer)).toBe(permits(answer))
      }),
      RUNS,
    )
  })

  test('a list permits at the positions that clearly say so, and nothing when its length is another', () => {
    fc.assert(
      fc.property(pdpAnswer, fc.nat(5), (answer, count) => {
        expect(readDecisions(answer, count)).toEqual(permitsOf(answer, count))
      }),
      RUNS,
    )
  })

  const question = fc.record({
    resource: fc.record({ type: fc.constantFrom('t', 'u'), id: fc.constantFrom('a', 'b', 'c') }),
    action: fc.record({ name: fc.constant('view'), properties: fc.constantFrom({}, { x: 1 }) }),
    context: fc.constantFrom({}, { y: 1 }),
  })
  const asked = fc
    .array(question, { minLength: 1, maxLength: 8 })
    .map((all) => all.map((one) => ({ subject: ALICE, ...one })))
  const edge = { tenant: 't', ip: '', country: '', plugin: '', request_id: 'r' }

  test('whatever several requests bring back, each question gets its own answer or a Deny', () => {
    fc.assert(
      fc.property(asked, fc.array(pdpAnswer, { maxLength: 8 }), (questions, answers) => {
        const calls = toPdpCalls(questions, edge, { ip: '', user_agent: '' })
        const expected = questions.map(() => false)
        for (const [index, { path, positions }] of calls.entries()) {
          const answer = answers[index]
          const read = path.endsWith('s') ? permitsOf(answer, positions.length) : [permits(answer)]
          for (const [place, position] of positions.entries()) expected[position] = read[place] ?? false
        }
        expect(joinDecisions(calls, answers)).toEqual(expected)
        expect(calls.flatMap(({ positions }) => positions).toSorted((a, b) => a - b)).toEqual([...questions.keys()])
      }),
      RUNS,
    )
  })

  test('what is printed to the browser reads back as it was decided, in both shapes', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), fc.boolean(), (decisions, standard) => {
        const shape = standard ? 'standard' : 'source'
        expect(readDecisions(printDecisions(decisions, shape, 'batch'), decisions.length)).toEqual(decisions)
        expect(readDecision(printDecisions(decisions, shape, 'single'))).toBe(decisions[0])
      }),
      RUNS,
    )
  })

  test('a question that is printed and parsed is what it was, with the session’s subject', () => {
    fc.assert(
      fc.property(asked, (questions) => {
        const text = JSON.stringify({ evaluations: questions.map(({ subject: _subject, ...rest }) => rest) })
        expect(parseQuestion(text, 'batch', ALICE, LIMITS)).toEqual({
          kind: 'batch',
          questions,
          semantic: 'execute_all',
        })
      }),
      RUNS,
    )
  })
})
