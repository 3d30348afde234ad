/** `new`: a plugin that builds and passes its tests, from nothing. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { isPluginId } from '../../src/core/plugin-id.ts'
import { HOST_VERSION } from '../../src/core/settings.ts'
import { askFor, canAsk } from '../ask.ts'
import type { Command } from '../command.ts'
import type { Options } from '../options.ts'
import { say } from '../report.ts'
import { filesOf } from '../scaffold/files.ts'
import { packagesFor } from '../scaffold/packages.ts'
import { PART, PARTS, type PartName } from '../scaffold/parts.ts'
import { Stop } from '../stop.ts'

const USUAL: readonly PartName[] = ['widget', 'page']

export const newPlugin: Command = {
  name: 'new',
  expects: ['<dir>'],
  summary: 'make a new plugin: TypeScript, manifest, tests, all that it needs installed',
  options: [...PARTS, 'title', 'no-install', 'yes', 'json', 'help'],
  examples: ['new my-plugin', 'new orders-board --widget --sse --title "Orders board"'],
  run: async ({ arguments: [given = '.'], options }) => {
    // npm runs a script in the package's folder, and says where somebody stood who asked for it.
    const folder = resolve(
      process.env['npm_lifecycle_event'] === 'plugin:new' ? (process.env['INIT_CWD'] ?? '.') : '.',
      given,
    )
    const id = basename(folder)
    refuseId(id)
    refuseFull(folder)
    const title = options.title ?? (await answerOr(options, 'Title for people', titleFrom(id)))
    refuseTitle(title)
    const parts = await partsIn(options)
    const plan = { id, title, parts, hostVersion: HOST_VERSION, packages: packagesFor(folder) }
    for (const [path, text] of filesOf(plan)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    if (options['no-install'] !== true) install(folder)
    const shown = relative(process.env['INIT_CWD'] ?? process.cwd(), folder) || '.'
    return {
      text: [
        `${title} (${id}) is in ${shown}: ${parts.join(', ')}.`,
        '',
        `  cd ${shown}`,
        ...(options['no-install'] === true ? ['  npm install'] : []),
        '  npm run dev            # in the browser, swapped with every change; `npm start` runs in the repository',
        '  npm test               # types and tests',
        '  npm run publish:local  # for everybody of the local tenant',
      ],
      json: { plugin: id, title, parts, folder },
    }
  },
}

function refuseId(id: string): void {
  const proposal = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
  const isSound: boolean = isPluginId(id)
  if (isSound) return
  throw new Stop('usage', `"${id}" is no plugin id: the folder’s name becomes part of keys, URLs and policies.`, [
    'Use a-z, 0-9 and -, at most 64 of them, and do not begin with -.',
    ...(isPluginId(proposal) ? [`For example: experience new ${proposal}`] : []),
  ])
}

function refuseFull(folder: string): void {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name !== '.git') : []
  if (files.length === 0) return
  const shown = files.slice(0, 5).join(', ') + (files.length > 5 ? ` and ${files.length - 5} more` : '')
  throw new Stop('usage', `${folder} is not empty: it holds ${shown}.`, [
    'Choose another name, or empty it. Nothing has been written.',
  ])
}

/** It stands in YAML, in TSX and in tests. */
function refuseTitle(title: string): void {
  if (/^[^<>{}"'`\\\p{Cc}]{1,80}$/u.test(title) && title.trim() === title) return
  throw new Stop('usage', `--title ${JSON.stringify(title)} cannot be used.`, [
    'Use up to 80 letters, digits, blanks and signs, but none of < > { } " \' ` \\ and no blank at an end.',
  ])
}

function titleFrom(id: string): string {
  const words = id
    .split('-')
    .filter((word) => word !== '')
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

async function partsIn(options: Options): Promise<readonly PartName[]> {
  const flagged = PARTS.filter((part) => options[part] === true)
  if (flagged.length > 0) return refuseTwice(flagged)
  if (canAsk(options)) for (const part of PARTS) say(`  ${part.padEnd(10)} ${PART[part].says}`)
  const answer = await answerOr(options, 'What shall it bring', USUAL.join(', '))
  const names = answer.split(/[\s,]+/).filter((name) => name !== '')
  const unknown = names.find((name) => !PARTS.some((part) => part === name))
  if (unknown !== undefined)
    throw new Stop('usage', `There is no part ${unknown}.`, [`There are: ${PARTS.join(', ')}.`])
  return refuseTwice(PARTS.filter((part) => names.includes(part)))
}

/** Both have the page at `/plugins/<id>`. */
function refuseTwice(parts: readonly PartName[]): readonly PartName[] {
  if (!(parts.includes('page') && parts.includes('mini-app'))) return parts
  throw new Stop('usage', 'Either a page or a mini-app: both begin at the same address.', ['Leave one of them out.'])
}

async function answerOr(options: Options, question: string, usual: string): Promise<string> {
  return canAsk(options) ? askFor(question, usual) : usual
}

function install(folder: string): void {
  say('· installing')
  try {
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', args, {
      cwd: folder,
      // Behind a proxy that signs for the registry, the machine knows the proxy's certificate, and Node does not.
      env: { NODE_USE_SYSTEM_CA: '1', ...process.env },
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    })
  } catch {
    throw new Stop('unreachable', `The plugin is written, but \`npm install\` failed in ${folder}.`, [
      'Its own words stand above. Run it again there: `npm install`.',
    ])
  }
}
