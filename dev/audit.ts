/**
 * `npm run audit`: published vulnerabilities of what is locked here, each of which is mended or explained below.
 *
 * Ends with 1 where one is neither, and with 3 where the registry does not answer: then nothing is known, which is not the same
 * as nothing being there.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isRecord } from '../src/core/own-property.ts'

const UNEXPLAINED = 1
const UNKNOWN = 3

/** Address of an advisory -> why it harms nobody here. There is none. */
const EXPLAINED: ReadonlyMap<string, string> = new Map()

interface Advisory {
  readonly name: string
  readonly severity: string
  readonly title: string
  readonly url: string
}

function audited(): unknown {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  try {
    const report: unknown = JSON.parse(stdout)
    return report
  } catch {
    return null
  }
}

/** @returns `null`: what npm printed is no report. */
function advisoriesIn(report: unknown): readonly Advisory[] | null {
  if (!isRecord(report) || !isRecord(report['vulnerabilities'])) return null
  return Object.values(report['vulnerabilities']).flatMap((found) => {
    const via: unknown = isRecord(found) ? found['via'] : []
    // A name stands for a package that only depends on a vulnerable one, which has an entry of its own.
    return Array.isArray(via) ? via.filter(isRecord).map(advisoryOf) : []
  })
}

function advisoryOf(via: Readonly<Record<string, unknown>>): Advisory {
  const text = (name: string): string => (typeof via[name] === 'string' ? via[name] : '')
  return { name: text('name'), severity: text('severity'), title: text('title'), url: text('url') }
}

const advisories = advisoriesIn(audited())
if (advisories === null) {
  console.error(
    'The registry does not answer npm audit, so nothing is known. Name one that does: npm_config_registry=…',
  )
  process.exitCode = UNKNOWN
} else {
  const left = advisories.filter(({ url }) => !EXPLAINED.has(url))
  for (const { name, severity, title, url } of left) console.error(`${severity}: ${name}: ${title} (${url})`)
  console.log(`${advisories.length} published, ${advisories.length - left.length} of them explained.`)
  process.exitCode = left.length === 0 ? 0 : UNEXPLAINED
}
