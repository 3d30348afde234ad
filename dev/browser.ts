/** A Chromium for the browser tests: one that is installed, else installed as the platform allows. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const USUAL_PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/** No traffic of its own, and no sandbox where the user is root (containers), which Chromium would refuse. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Path of an installed browser, or `null`.
 *
 * @throws When CHROME_PATH names something that cannot be run: a wish is not passed over in silence.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const wished = env['CHROME_PATH']
  if (wished) {
    if (!isExecutable(wished)) throw new Error(`CHROME_PATH=${wished} is no program that can be run.`)
    return wished
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...USUAL_PLACES]
  return candidates.find(isExecutable) ?? null
}

function installWithApt(): void {
  console.log('No Chrome or Chromium found: installing Debian’s chromium …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const run = spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
    if (run.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed.`)
  }
}

/** Finds a browser, installing one first where that needs nobody's password. */
export function ensureBrowser(): string {
  const found = findBrowser()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installWithApt()
  const installed = findBrowser()
  if (installed) return installed
  throw new Error(
    'The browser tests need Chrome or Chromium. Install one (Debian: `sudo apt-get install chromium`, macOS: ' +
      '`brew install --cask google-chrome`), or set CHROME_PATH to its program.',
  )
}

interface BrowserOptions {
  readonly args?: readonly string[]
  /** Keeps pages that are left as they are, for whoever goes back; playwright does without unless told. */
  readonly keepsPages?: boolean
}

/** A headless browser; whoever launches it closes it. `*.localhost` needs no DNS: Chromium knows it is this machine. */
export async function launchBrowser({ args = [], keepsPages = false }: BrowserOptions = {}): Promise<Browser> {
  const ignoreDefaultArgs = keepsPages ? ['--disable-back-forward-cache'] : []
  return chromium.launch({
    executablePath: ensureBrowser(),
    args: [...ARGS, ...args],
    ignoreDefaultArgs,
    headless: true,
  })
}
