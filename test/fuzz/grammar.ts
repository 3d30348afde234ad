/** Inputs as a grammar has them, with mistakes on purpose, and kept inputs changed a little. */
import type { Dice } from './dice.ts'

/** What a rule of a grammar makes: text, or another rule's. */
type Rule = (dice: Dice) => string
type Grammar = readonly [Rule, ...Rule[]]

const say = (...words: readonly [string, ...string[]]): Rule => {
  return (dice) => dice.pick(words)
}
const all = (...rules: readonly Rule[]): Rule => {
  return (dice) => rules.map((rule) => rule(dice)).join('')
}
const any = (...rules: Grammar): Rule => {
  return (dice) => dice.pick(rules)(dice)
}
const some = (rule: Rule, most: number, between = ''): Rule => {
  return (dice) => Array.from({ length: dice.below(most + 1) }, () => rule(dice)).join(between)
}
const text = (value: Rule): Rule => {
  return (dice) => JSON.stringify(value(dice))
}

const word = say('api', 'items', 'a', 'B', '7', '-7', '007', 'x-1', 'hello', 'orders', 'constructor', '__proto__')
const uuid = say('3f2b8c1e-5d4a-4f6b-9c7d-8e9f0a1b2c3d', '3F2B8C1E-5D4A-4F6B-9C7D-8E9F0A1B2C3D')
const byte: Rule = (dice) => `%${dice.pick(['', '0'])}${dice.below(256).toString(16)}`
const odd = say(
  '.',
  '..',
  '%2e',
  '%2F',
  '%5c',
  '%25',
  ';',
  '@',
  ':',
  '*',
  '\\',
  '?',
  '#',
  '%c0%ae',
  '%E2%81%84',
  '％',
  ' ',
  '',
)
const letter: Rule = (dice) => String.fromCodePoint(dice.below(dice.once(4) ? 0x1_0000 : 0x80)).toWellFormed()
const segment = any(word, word, uuid, all(word, odd), all(odd, word), byte, letter, some(any(word, byte, odd), 3))

const path = all(say('/', '/', '/', '', '//'), some(segment, 8, '/'), say('', '', '', '/'))

const templateSegment = any(
  word,
  all(say(':'), word),
  say('*', ':id', ':', '::', '**', ':a:b', '(.*)', '.', '..'),
  segment,
)
const template = all(say('/', '/', '/', ''), some(templateSegment, 34, '/'), say('', '', '', '/', '/*'))

const scalar = any(
  text(word),
  say('1', '1.10', '0x10', 'true', 'null', '[]', '{}', '~', 'yes', '"2"', '""', '"*"', '!!str x', '&a x', '*a'),
  text(template),
  text(path),
)
const shapeOf = say('uuid', 'int', 'slug', 'date', 'uid', '')
const permission = any(
  all(
    say('{"method":"'),
    say('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', 'HEAD', '*'),
    say('","path":'),
    text(template),
    any(say('}'), all(say(',"params":{"id":"'), shapeOf, say('"}}'))),
  ),
  scalar,
)
const hint = any(
  all(say('{"path":"/'), word, say('","component":"'), say('Hello', 'hello', 'H2'), say('"}', '","x":1}')),
  all(say('{"slot":"'), say('dashboard.main', 'x', '..'), say('","component":"'), word, say('"}')),
  scalar,
)
const list = (rule: Rule): Rule => all(say('['), some(rule, 3, ','), say(']', ']', ']', '', ',]'))
const member = any(
  all(say('"id":'), any(text(word), scalar)),
  all(say('"version":'), any(say('"1.0.0"', '"1.2.3-rc.1"', '"v1"', '1.0', '"1.0"'), scalar)),
  all(say('"contributions":{"routes":'), list(hint), say(',"widgets":'), list(hint), say('}')),
  all(say('"permissions":{"api":'), list(permission), say(',"sse":'), list(scalar), say('}')),
  all(say('"bundle":{"file":'), text(path), say('}', ',"integrity":"sha256:00"}')),
  all(say('"engine":{"experience":'), any(say('">=1.0.0 <2.0.0"', '"*"', '"x"'), scalar), say('}')),
  all(say('"rollout":{"version":"2.0.0","percent":'), scalar, say('}')),
  all(text(word), say(':'), scalar),
)
const manifest = any(
  all(say('[{"id":"hello","version":"1.0.0",'), some(member, 4, ','), say('}]', '}]', '},{}]', '}')),
  all(
    say('- id: hello\n  version: "1.0.0"\n  '),
    some(any(member, all(word, say(': '), scalar)), 3, '\n  '),
    say('\n'),
  ),
  all(say('- {'), some(member, 6, ', '), say('}', '}\n---\n- a', '}\n%YAML 1.1', '}  # note')),
)

const entity = any(
  all(say('{"type":'), scalar, say(',"id":'), scalar, any(say('}'), all(say(',"properties":'), scalar, say('}')))),
  say('{"type":"plugin.route","id":"/hello"}', '{"name":"view"}', '{"name":1}', 'null', '[]'),
)
const questionMember = any(
  all(say('"resource":'), entity),
  all(say('"action":'), entity),
  all(say('"subject":'), any(say('{"type":"account","id":"alice"}'), entity)),
  all(say('"context":'), any(say('{}', '{"client":{"ip":"1"}}', '{"edge":{"tenant":"x"}}', '{"client":1}'), scalar)),
  all(say('"options":{"evaluations_semantic":'), any(say('"execute_all"', '"deny_on_first_deny"'), scalar), say('}')),
  all(text(word), say(':'), scalar),
  all(say('"cerbos.x":'), scalar),
)
const asked = all(
  say('"resource":{"type":"t","id":"i"},"action":{"name":"view"}'),
  say(',', ',', ''),
  some(questionMember, 2, ','),
)
const question = all(say('{'), any(asked, some(questionMember, 5, ',')), say('}', '}', '}', ''))
const nested: Rule = (dice) => '['.repeat(dice.below(40)) + ']'.repeat(dice.below(40))
const authzen = any(
  question,
  all(say('{"evaluations":'), list(question), any(say('}'), all(say(','), some(questionMember, 3, ','), say('}')))),
  all(say('{"context":'), nested, say('}')),
)

export const GRAMMARS = { path, template, manifest, authzen } as const
export type Target = keyof typeof GRAMMARS

/** An input that was kept, changed: cut, doubled, crossed with another, or with something odd put in. */
export function changed(dice: Dice, target: Target, kept: readonly string[]): string {
  const one = kept[dice.below(Math.max(1, kept.length))] ?? ''
  const at = dice.below(one.length + 1)
  const to = Math.min(one.length, at + 1 + dice.below(8))
  const inserted = any(odd, byte, letter, word, say('"', '{', '}', '[', ']', ',', '\n', '\u0000', '\ufeff'))(dice)
  switch (dice.below(5)) {
    case 0:
      return one.slice(0, at) + one.slice(to)
    case 1:
      return one.slice(0, to) + one.slice(at)
    case 2:
      return one.slice(0, at) + (kept[dice.below(Math.max(1, kept.length))] ?? '').slice(at)
    case 3:
      return one.slice(0, at) + GRAMMARS[target](dice) + one.slice(to)
    default:
      return one.slice(0, at) + inserted + one.slice(to)
  }
}
