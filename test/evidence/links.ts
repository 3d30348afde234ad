/** Links of a document: to files of the repository, and to tests by their titles. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { titlesOf } from './titles.ts'

export interface Link {
  /** As it reads, without Markdown's escapes. */
  readonly text: string
  /** Path from the document, without an anchor. */
  readonly target: string
  /** Heading of a document that is meant, as its anchor. */
  readonly anchor: string
}

/** Every link of a piece of Markdown to something in the repository. */
export function linksIn(markdown: string): readonly Link[] {
  return [...markdown.matchAll(/\[((?:[^[\]\\]|\\.)+)\]\(([^()\s]+)\)/g)].flatMap(([, text = '', target = '']) => {
    const [path = '', anchor = ''] = target.split('#')
    if (/^[a-z]+:/.test(path) || path === '') return []
    return [{ text: text.replaceAll(/\\(.)/g, '$1'), target: path, anchor }]
  })
}

export function isTest({ target }: Link): boolean {
  return target.endsWith('.test.ts')
}

/** What is wrong with the links of a document: files that are not there, tests that no file has. */
export function brokenLinks(document: string): readonly string[] {
  const titles = new Map<string, ReadonlySet<string>>()
  return linksIn(readFileSync(document, 'utf8')).flatMap((link) => {
    const file = join(dirname(document), link.target)
    if (!existsSync(file)) return [`${document}: no file ${link.target}`]
    if (link.anchor !== '' && !anchorsOf(file).has(link.anchor)) return [`${document}: no heading ${link.anchor}`]
    // A file of tests may be meant as a whole: then its path is the text.
    if (!isTest(link) || link.text.startsWith('`')) return []
    const known = titles.get(file) ?? titlesOf(file)
    titles.set(file, known)
    return known.has(link.text) ? [] : [`${document}: no test "${link.text}" in ${file}`]
  })
}

/** Anchors of the headings of a document, as GitHub makes them. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = [...readFileSync(document, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}
