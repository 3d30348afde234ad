/** Names a bundle uses and nobody gives it: a global of Node, or a React that was never imported. */
import type { Program } from 'acorn'
import { analyze } from 'eslint-scope'
import type { Program as EstreeProgram } from 'estree'
import type { Finding, Rule } from './finding.ts'
import { isSyntax, memberOf, nameOf, placeOf, walk } from './syntax.ts'

interface Judgement {
  readonly rule: Rule
  readonly message: string
  readonly fix: string
}

const REACT: Judgement = {
  rule: 'free-react',
  message: 'uses a global React, which the page does not have',
  fix: "Import it (`import React from 'react'`), or set `jsx: 'automatic'` so that JSX imports what it needs.",
}

const NODE: Judgement = {
  rule: 'free-node',
  message: 'uses a global of Node, which a browser does not have',
  fix: 'Build for browsers: with esbuild `platform: "browser"` and `define: { "process.env.NODE_ENV": "\'production\'" }`.',
}

/** The page answers this one question, since a Rollup build that carries its own JSX runtime asks it. */
const MODE: Judgement = {
  rule: 'free-node',
  message: 'asks for `process.env.NODE_ENV`, which the page answers; the bundle carries code for development along',
  fix: 'Leave `react/jsx-runtime` external too, or define `process.env.NODE_ENV` as "production" when you build.',
}

const EVAL: Judgement = {
  rule: 'eval',
  message: 'makes code from text, which the page’s policy blocks',
  fix: 'Write a function instead; for a library that does this, choose its build for strict policies.',
}

const NAMES: ReadonlyMap<string, Judgement> = new Map([
  ['React', REACT],
  ['ReactDOM', REACT],
  ...['process', 'require', 'module', 'exports', 'global', '__dirname', '__filename', 'Buffer'].map(
    (name): [string, Judgement] => [name, NODE],
  ),
  ['eval', EVAL],
  ['Function', EVAL],
])

export function checkFreeNames(file: string, program: Program): readonly Finding[] {
  const guarded = new Set<string>()
  const called = new Set<unknown>()
  const modes = new Set<unknown>()
  walk(program, (node) => {
    const argument = nameOf(node['argument'])
    if (node.type === 'UnaryExpression' && node['operator'] === 'typeof' && argument !== null) guarded.add(argument)
    if (node.type === 'CallExpression' || node.type === 'NewExpression') called.add(node['callee'])
    const env = node['object']
    if (memberOf(node) === 'NODE_ENV' && memberOf(env) === 'env' && isSyntax(env)) modes.add(env['object'])
  })
  if (!isEstree(program)) return []
  let isModeFound = false
  const scopes = analyze(program, { ecmaVersion: 2022, sourceType: 'module' })
  return (scopes.globalScope?.through ?? []).flatMap(({ identifier }): Finding[] => {
    const name = nameOf(identifier)
    const judgement = name === null ? undefined : NAMES.get(name)
    if (name === null || judgement === undefined || !isSyntax(identifier)) return []
    // `typeof process === 'undefined'` is how a library asks whether it is there.
    if (guarded.has(name)) return []
    // `x instanceof Function` makes nothing.
    if (name === 'Function' && !called.has(identifier)) return []
    const isMode = name === 'process' && modes.has(identifier)
    if (isMode && isModeFound) return []
    isModeFound ||= isMode
    const { rule, message, fix } = isMode ? MODE : judgement
    const severity = isMode ? 'warning' : 'error'
    return [{ severity, file, ...placeOf(identifier), rule, message: `\`${name}\`: ${message}`, fix }]
  })
}

/** acorn writes ESTree; the two packages only describe it in types of their own. */
function isEstree(program: unknown): program is EstreeProgram {
  return isSyntax(program) && program.type === 'Program'
}
