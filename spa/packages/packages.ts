/** Makes the npm packages that plugins are written with, and the report of what is public in them. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Bundle, bundleScripts, bundleStyles, licencesOf, type PackedFile } from './bundles.ts'
import { emitDeclarations } from './declarations.ts'
import { SDK_PACKAGE, UI_PACKAGE } from './metadata.ts'
import { rollUp, type RolledUp } from './roll-up.ts'

const run = promisify(execFile)

/** Everything public, as it is now. */
export interface Surface {
  readonly sdk: RolledUp
  readonly testing: RolledUp
  readonly playwright: RolledUp
  readonly ui: RolledUp
}

/** Reads the public surface from the sources; takes seconds. */
export async function readSurface(root: string): Promise<Surface> {
  const below = join(root, 'dist')
  await mkdir(below, { recursive: true })
  // Below the repository, where React's types are found.
  const folder = await mkdtemp(join(below, 'declarations-'))
  try {
    await emitDeclarations(root, folder)
    const sdk = await rollUp({ folder, packageName: SDK_PACKAGE.name }, SDK_ENTRY)
    await install(folder, SDK_PACKAGE.name, sdk.declarations)
    const ui = await rollUp({ folder, packageName: UI_PACKAGE.name }, UI_ENTRY)
    const testing = await rollUp({ folder, packageName: `${SDK_PACKAGE.name}-testing` }, TESTING_ENTRY)
    const playwright = await rollUp({ folder, packageName: `${SDK_PACKAGE.name}-playwright` }, PLAYWRIGHT_ENTRY)
    return { sdk, testing, playwright, ui }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const SDK_ENTRY = { name: 'experience-sdk', declarations: 'spa/sdk/public.d.ts' }
const UI_ENTRY = { name: 'ui', declarations: 'spa/ui/index.d.ts' }
const PLAYWRIGHT_ENTRY = {
  name: 'experience-sdk-playwright',
  declarations: 'spa/testing/playwright/index.d.ts',
}
const TESTING_ENTRY = { name: 'experience-sdk-testing', declarations: 'spa/testing/index.d.ts' }

/** Puts a package where those that are rolled up later find it, as something from outside. */
async function install(folder: string, name: string, declarations: string): Promise<void> {
  const place = join(folder, 'node_modules', name)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), JSON.stringify({ name, version: '0.0.0', types: 'index.d.ts' }))
  await writeFile(join(place, 'index.d.ts'), declarations)
}

export interface Built {
  /** Paths of the tarballs: of the SDK, and of the component library. */
  readonly tarballs: readonly string[]
  readonly surface: Surface
}

/** @param out Gets the tarballs, and beside them what is in them. */
export async function buildPackages(root: string, out: string): Promise<Built> {
  const [surface, testing, playwright, ui, styles] = await Promise.all([
    readSurface(root),
    bundleScripts(root, { testing: 'spa/testing/index.ts' }, 'neutral'),
    bundleScripts(root, { playwright: 'spa/testing/playwright/index.ts' }, 'node'),
    bundleScripts(root, { index: 'spa/ui/index.ts' }, 'browser'),
    bundleStyles(root, 'spa/ui/styles.css'),
  ])
  const sdkFiles = [
    { name: 'dist/index.js', bytes: 'export {}\n' },
    { name: 'dist/index.d.ts', bytes: surface.sdk.declarations },
    { name: 'dist/testing.d.ts', bytes: surface.testing.declarations },
    { name: 'dist/playwright.d.ts', bytes: surface.playwright.declarations },
  ]
  const uiFiles = [{ name: 'dist/index.d.ts', bytes: surface.ui.declarations }]
  const tarballs = [
    await pack(root, out, 'sdk.README.md', SDK_PACKAGE, sdkFiles, [testing, playwright]),
    await pack(root, out, 'ui.README.md', UI_PACKAGE, uiFiles, [ui, styles]),
  ]
  return { tarballs, surface }
}

async function pack(
  root: string,
  out: string,
  readme: string,
  about: typeof SDK_PACKAGE | typeof UI_PACKAGE,
  files: readonly PackedFile[],
  bundles: readonly Bundle[],
): Promise<string> {
  const folder = join(out, about.name.replace('@empowernow/', ''))
  await rm(folder, { recursive: true, force: true })
  const licences = await licencesOf(root, new Set(bundles.flatMap(({ holds }) => [...holds])))
  const all = [
    ...files,
    ...bundles.flatMap((bundle) => bundle.files),
    { name: 'package.json', bytes: `${JSON.stringify(about, null, 2)}\n` },
    { name: 'README.md', bytes: await readFile(join(root, 'spa', 'packages', readme)) },
    { name: 'THIRD-PARTY.md', bytes: `${licences}\n` },
  ]
  for (const { name, bytes } of all) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder })
  return join(out, stdout.trim().split('\n').at(-1) ?? '')
}
