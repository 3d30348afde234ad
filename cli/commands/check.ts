/** `check`: everything that can be said of a plugin before it is published. */
import { checkPlugin, type Checked } from '../check/check.ts'
import { printFinding } from '../check/finding.ts'
import { readPluginFolder } from '../check/plugin-folder.ts'
import { DEFAULT_BUDGET_KB, kilobytes } from '../check/size.ts'
import type { Command } from '../command.ts'
import type { Options } from '../options.ts'
import type { Report } from '../report.ts'
import { EXIT, Stop } from '../stop.ts'

export const check: Command = {
  name: 'check',
  expects: ['<dir>'],
  summary: 'check a plugin’s manifest and bundle, without running it',
  options: ['bundle', 'budget', 'json', 'help'],
  examples: ['check spa/plugins/hello', 'check my-plugin --bundle out/plugin.js --budget 80 --json'],
  run: async ({ arguments: [folder = '.'], options }) => reportOf(await checkFolder(folder, options)),
}

export async function checkFolder(folder: string, options: Options): Promise<Checked> {
  const kb = budgetOf(options)
  return checkPlugin(await readPluginFolder(folder, { bundle: options.bundle }), kb)
}

export function budgetOf({ budget }: Options): number {
  const kb = budget === undefined ? DEFAULT_BUDGET_KB : Number(budget)
  if (!Number.isFinite(kb) || kb <= 0) throw new Stop('usage', `--budget ${budget} is no number of kilobytes.`)
  return kb
}

export function hasErrors({ findings }: Checked): boolean {
  return findings.some(({ severity }) => severity === 'error')
}

export function reportOf(checked: Checked): Report {
  const { findings, manifest, bytes, sha256, modules } = checked
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const name = manifest === null ? 'The plugin' : `${manifest.id} ${manifest.version}`
  const sizes = modules.map(({ module, bytes: size }) => `    ${kilobytes(size).padStart(10)}  ${module}`)
  const verdict =
    errors > 0
      ? `${name} cannot be published: ${errors} error(s), ${findings.length - errors} warning(s).`
      : `${name} can be published (${kilobytes(bytes.byteLength)}, sha256:${sha256}).`
  return {
    text: [...findings.flatMap(printFinding), ...(errors > 0 ? [] : sizes), verdict],
    json: {
      findings,
      plugin: manifest?.id ?? null,
      version: manifest?.version ?? null,
      sha256,
      bytes: bytes.byteLength,
      modules,
    },
    exit: errors > 0 ? EXIT.refused : EXIT.ok,
  }
}
