/** Which module stands in which file of the host: the one that starts it may stand in a page, where no other file can import it. */
import { urlOf } from './asset.ts'

/** Modules by what they import, as the bundler tells. */
export interface Graph {
  getModuleInfo(id: string): Imports | null
}

interface Imports {
  readonly importedIds: readonly string[]
  readonly dynamicallyImportedIds: readonly string[]
}

/** Files of modules: which ones, and the one that is asked first. */
interface Group {
  /** @returns The file's name; `null`: the module belongs elsewhere. */
  readonly name: (id: string, graph: Graph) => string | null
  readonly priority: number
}

/**
 * Keeps apart what the first entry shares: with the other entries in one file, with what it imports later in another. What is
 * left in its own file, nobody else asks for.
 *
 * @param entries Paths of modules, the first one's file first.
 */
export function keepApart([first = '', ...others]: readonly string[]): Group[] {
  const found = new WeakMap<Graph, Shared>()
  const sharedIn = (graph: Graph): Shared => {
    const shared = found.get(graph) ?? findShared(graph, first, others)
    found.set(graph, shared)
    return shared
  }
  return [
    { name: (id, graph) => (sharedIn(graph).withOthers.has(id) ? 'shared' : null), priority: 2 },
    { name: (id, graph) => (sharedIn(graph).withLater.has(id) ? 'core' : null), priority: 1 },
  ]
}

interface Shared {
  readonly withOthers: ReadonlySet<string>
  readonly withLater: ReadonlySet<string>
}

function findShared(graph: Graph, first: string, others: readonly string[]): Shared {
  const own = closureOf(graph, [first])
  const later = [...own].flatMap((id) => graph.getModuleInfo(id)?.dynamicallyImportedIds ?? [])
  return { withOthers: common(own, closureOf(graph, others)), withLater: common(own, closureOf(graph, later)) }
}

function common(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((id) => other.has(id)))
}

/** Modules, and all they import at once. */
function closureOf(graph: Graph, from: readonly string[]): ReadonlySet<string> {
  const reached = new Set(from)
  for (const id of reached) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(next)
  return reached
}

interface Chunk {
  readonly fileName: string
  readonly code: string
  /** File names, and bare names that the import map resolves. */
  readonly imports: readonly string[]
  readonly dynamicImports: readonly string[]
}

/**
 * A module's text as it may stand in a page: the page has another address, so files are named from the root.
 *
 * @param all Of the same build.
 * @throws {Error} when another file imports it, which would run it twice, or when its text would end its element.
 */
export function textInPage(chunk: Chunk, all: readonly Chunk[]): string {
  const { code, fileName, imports, dynamicImports } = chunk
  const importer = all.find((other) => [...other.imports, ...other.dynamicImports].includes(fileName))
  if (importer) throw new Error(`${importer.fileName} imports ${fileName}, which stands in a page`)
  if (/<\/script|<!--/i.test(code)) throw new Error(`${fileName} cannot stand in a page: it would end there too early`)
  const files = [...imports, ...dynamicImports].filter((name) => name.startsWith('assets/'))
  return files.reduce((text, name) => {
    const base = name.slice('assets/'.length)
    return text.replaceAll(`./${base}`, urlOf(base))
  }, code)
}
