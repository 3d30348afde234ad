import { expect, test } from 'vitest'
import { headlineOf } from '../../../spa/host/ops/headline.ts'
import type { ToldGate } from '../../../spa/host/ops/plugin-answer.ts'

function gates(...told: readonly (readonly [string, ToldGate['verdict']])[]): readonly ToldGate[] {
  return told.map(([gate, verdict]) => ({ gate, verdict, about: null, why: '', decidedBy: '', remedy: null }))
}

test.each<[string, readonly ToldGate[], string]>([
  [
    'a quarantine',
    gates(['tenant', 'pass'], ['quarantine', 'stop'], ['pdp', 'pass']),
    'Nobody gets it: stopped at quarantine.',
  ],
  ['all permitted', gates(['pdp', 'pass'], ['pdp', 'pass'], ['allow-list', 'skip']), 'This person gets all of it.'],
  ['some denied', gates(['pdp', 'pass'], ['pdp', 'stop']), 'This person gets 1 of its 2 contributions.'],
  ['all denied', gates(['pdp', 'stop']), 'This person gets nothing of it: every contribution is denied.'],
  ['nobody named', gates(['pdp', 'skip']), 'Nothing stops it; nobody was named whose permissions could.'],
  [
    'a call on the list',
    gates(['pdp', 'pass'], ['allow-list', 'pass']),
    'This person gets all of it. The call is on its allow-list.',
  ],
  [
    'a call off the list',
    gates(['pdp', 'pass'], ['allow-list', 'stop']),
    'This person gets all of it. The call would be refused.',
  ],
  ['a warning', gates(['engine', 'warn'], ['pdp', 'pass']), 'This person gets all of it.'],
])('%s', (_, told, sentence) => {
  expect(headlineOf(told)).toBe(sentence)
})
