/** One declaration file for each entry of a package, its public surface as a report, and a model of it to write docs from. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'

export interface Entry {
  /** `experience-sdk`, `experience-sdk-testing`: of the report. */
  readonly name: string
  /** Emitted declarations of the entry, from the folder they were emitted to. */
  readonly declarations: string
}

export interface RolledUp {
  readonly declarations: string
  /** Markdown: what is public, without bodies. */
  readonly report: string
  /** Of api-extractor, to be parsed. */
  readonly model: unknown
}

interface Stage {
  /** Where the tree of declarations is, below which a `node_modules` has the packages that were rolled up before. */
  readonly folder: string
  readonly packageName: string
}

/** @throws Error when the declarations do not compile by themselves, outside of the sources they came from. */
export async function rollUp({ folder, packageName }: Stage, { name, declarations }: Entry): Promise<RolledUp> {
  const out = join(folder, 'rolled', name)
  await mkdir(out, { recursive: true })
  const packageJsonFullPath = join(folder, 'package.json')
  await writeFile(packageJsonFullPath, JSON.stringify({ name: packageName, version: '0.0.0' }))
  const paths = { types: join(out, 'index.d.ts'), report: join(out, `${name}.api.md`), model: join(out, 'model.json') }
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(folder, 'api-extractor.json'),
    packageJsonFullPath,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, declarations),
      compiler: { overrideTsconfig: COMPILER, skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: out,
        reportTempFolder: join(out, 'temp'),
      },
      docModel: { enabled: true, apiJsonFilePath: paths.model },
      dtsRollup: { enabled: true, untrimmedFilePath: paths.types, omitTrimmingComments: true },
      tsdocMetadata: { enabled: false },
      messages: MESSAGES,
      newlineKind: 'lf',
    },
  })
  const troubles: string[] = []
  const result = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // That there was no report before is no trouble: whoever keeps it compares.
      const isOurs = !message.messageId.startsWith('console-')
      if (isOurs && TROUBLES.includes(message.logLevel)) troubles.push(message.text)
      message.handled = true
    },
  })
  if (!result.succeeded || troubles.length > 0) throw new Error(`${name}: ${troubles.join('\n')}`)
  const [types, report, model] = await Promise.all(Object.values(paths).map((path) => readFile(path, 'utf8')))
  return { declarations: types ?? '', report: report ?? '', model: JSON.parse(model ?? '{}') }
}

const COMPILER = {
  compilerOptions: {
    target: 'es2024',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
    jsx: 'react-jsx',
    types: [],
    strict: true,
    skipLibCheck: true,
  },
}

const TROUBLES: readonly ExtractorLogLevel[] = [ExtractorLogLevel.Error, ExtractorLogLevel.Warning]

/** Release tags and TSDoc's stricter grammar are not ours; a type that only others are made of need not be exported. */
const MESSAGES = {
  compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
  extractorMessageReporting: {
    default: { logLevel: ExtractorLogLevel.Warning },
    'ae-undocumented': { logLevel: ExtractorLogLevel.None },
    'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
    'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
    'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
  },
  tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
} as const
