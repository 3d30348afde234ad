/** What a bundle imports and exports: only what the host provides comes in, and every declared component goes out. */
import type { Program } from 'acorn'
import { init, parse } from 'es-module-lexer'
import { PEERS } from '../../spa/build/peers.ts'
import { isRecord } from '../../src/core/own-property.ts'
import type { PluginManifest } from '../../src/core/manifest.ts'
import type { Finding } from './finding.ts'
import { isSyntax, listOf, nameOf, placeOf, type Syntax, textOf, walk } from './syntax.ts'

export interface Source {
  readonly file: string
  readonly text: string
}

const SHARED = PEERS.join(', ')

/** @throws When the lexer cannot read what the parser could. */
export async function checkImports({ file, text }: Source): Promise<readonly Finding[]> {
  await init()
  const [imports] = parse(text)
  return imports.flatMap((found): Finding[] => {
    if (found.type === 'import-meta') return []
    const at = { severity: 'error' as const, file, ...positionOf(text, found.importStart) }
    const { specifier } = found
    if (specifier === undefined || (found.type === 'dynamic' && found.glob)) {
      const fix = 'Bundle what it may load: with esbuild, write the path as a string.'
      return [{ ...at, rule: 'import-computed', message: 'import() of something that only shows at run time', fix }]
    }
    if (PEERS.includes(specifier)) return []
    return [{ ...at, ...judge(specifier) }]
  })
}

function judge(specifier: string): Pick<Finding, 'rule' | 'message' | 'fix'> {
  if (/^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(specifier) || /^(?:data|blob):/i.test(specifier)) {
    const message = `imports ${specifier.slice(0, 80)} from elsewhere, which the page's policy blocks`
    return { rule: 'import-remote', message, fix: 'Install it as a package and bundle it.' }
  }
  if (/^[./]/.test(specifier)) {
    const message = `imports the file ${specifier}, and one file is all that is published`
    return { rule: 'import-file', message, fix: 'Build one file: no code splitting, no external for it.' }
  }
  const near = /^react(-dom)?\//.test(specifier) ? ` Use \`jsx: 'automatic'\` and production mode for React.` : ''
  const message = `imports ${specifier}, which the host does not provide`
  return { rule: 'import-bare', message, fix: `Bundle it: only ${SHARED} stay external.${near}` }
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

type Record_ = 'routes' | 'widgets'

/** Every component the manifest names has to be in the record the host looks it up in. */
export function checkExports(
  source: Source,
  program: Program,
  contributions: PluginManifest['contributions'],
): readonly Finding[] {
  const wanted = {
    routes: contributions.routes.map(({ component }) => component),
    widgets: contributions.widgets.map(({ component }) => component),
  }
  const exported = exportsOf(program)
  return (['routes', 'widgets'] as const).flatMap((name) => {
    const names = [...new Set(wanted[name])]
    return names.length === 0 ? [] : checkRecord(source, name, names, exported)
  })
}

function checkRecord(
  { file }: Source,
  name: Record_,
  wanted: readonly string[],
  exported: ReadonlyMap<string, Syntax | null>,
): readonly Finding[] {
  const value = exported.get(name)
  const keys = wanted.join(', ')
  if (value === undefined) {
    const others = [...exported.keys()].join(', ') || 'nothing'
    const message = `has no export \`${name}\`; it exports ${others}`
    const fix = `Add \`export const ${name} = { ${keys} }\`.`
    return [{ severity: 'error', file, line: 1, column: 1, rule: 'export-missing', message, fix }]
  }
  const present = value === null ? null : keysOf(value)
  // Made at run time: only loading it would tell, and a check does not run what it checks.
  if (present === null) {
    const message = `the keys of \`${name}\` cannot be read without running it`
    const fix = `Write it out: \`export const ${name} = { ${keys} }\`.`
    return [{ severity: 'warning', file, ...placeOf(value), rule: 'export-unclear', message, fix }]
  }
  return wanted
    .filter((component) => !present.includes(component))
    .map((component) => ({
      severity: 'error',
      file,
      ...placeOf(value),
      rule: 'component-missing',
      message: `\`${name}\` lacks ${component}, which the manifest names; it has ${present.join(', ') || 'nothing'}`,
      fix: `Add ${component} to \`${name}\`, or correct the name in the manifest.`,
    }))
}

/** Name of each export -> the expression it is first set to; `null` where that is no expression of this file. */
function exportsOf(program: Program): ReadonlyMap<string, Syntax | null> {
  const values = new Map<string, Syntax>()
  walk(program, (node) => {
    const name = nameOf(node['id'])
    if (node.type !== 'VariableDeclarator' || name === null || values.has(name)) return
    if (isSyntax(node['init'])) values.set(name, node['init'])
  })
  const exported = new Map<string, Syntax | null>()
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') exported.set('default', null)
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const { exported: outer, local } of statement.specifiers) {
      const name = nameOf(outer) ?? textOf(outer)
      if (name !== null) exported.set(name, values.get(nameOf(local) ?? '') ?? null)
    }
    for (const name of declaredBy(statement.declaration)) exported.set(name, values.get(name) ?? null)
  }
  return exported
}

function declaredBy(declaration: unknown): readonly string[] {
  if (!isRecord(declaration)) return []
  const own = nameOf(declaration['id'])
  const names = listOf(declaration['declarations']).map((declarator) =>
    isRecord(declarator) ? nameOf(declarator['id']) : null,
  )
  return [own, ...names].filter((name) => name !== null)
}

/** Keys of an object literal, also when it is frozen on the spot; `null` when it is anything else. */
function keysOf(value: Syntax): readonly string[] | null {
  if (value.type === 'CallExpression') {
    const [first] = listOf(value['arguments'])
    return isSyntax(first) && first.type === 'ObjectExpression' ? keysOf(first) : null
  }
  if (value.type !== 'ObjectExpression') return null
  const keys = listOf(value['properties']).map((property) => {
    if (!isSyntax(property) || property.type !== 'Property' || property['computed'] === true) return null
    return nameOf(property['key']) ?? textOf(property['key'])
  })
  return keys.every((key) => key !== null) ? keys : null
}
