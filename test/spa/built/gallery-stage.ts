/** The gallery, built and served as the gateway serves it, in a browser that listens for what goes wrong. */
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'
import { launchBrowser } from '../../../dev/browser.ts'
import { buildClient, DOORS, type Shell } from '../../../spa/build/client.ts'
import { type PageServer, servePage } from './page-server.ts'
import { ROOT } from './root.ts'
import { temporaryFolder } from './temporary-folder.ts'

process.env['NODE_ENV'] = 'production'

interface GalleryStage {
  readonly shell: Shell
  readonly server: PageServer
  /** What console and policy said so far. A test that provokes something takes it out. */
  readonly complaints: string[]
  /** Opens an address of the gallery, and waits until every part has its code. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Page>
}

/** @param files Further files by path, for example a plugin's bundle. */
export async function useGallery(
  entries: typeof DOORS = DOORS,
  files: (shell: Shell) => ReadonlyMap<string, string> = () => new Map(),
): Promise<GalleryStage> {
  const folder = await temporaryFolder()
  const shell = await buildClient(ROOT, folder, entries)
  const server = await servePage(join(folder, 'client'), shell.gallery, shell.importMapHash, files(shell))
  const browser = await launchBrowser()
  const complaints: string[] = []

  /** A page that loads clean proves little: each test ends with what the policy and the console said. */
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    expect(complaints.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })

  return {
    shell,
    server,
    complaints,
    async open(path, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${server.origin}${path}`)
      await isComplete(page)
      return page
    },
  }
}

/** Every part is there, and so is the typeface. */
export async function isComplete(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor()
  await page.locator('[data-pending]').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready.then(() => true)')
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

/** What axe finds, whatever its impact. */
export function violations(page: Page, part = 'html'): Promise<readonly string[]> {
  return findingsOf(new AxeBuilder({ page }).setLegacyMode().include(part).withTags(TAGS))
}

/** What another look can change: the rest of a page is the same in all of them. */
export function contrastViolations(page: Page): Promise<readonly string[]> {
  return findingsOf(new AxeBuilder({ page }).setLegacyMode().withRules(['color-contrast']))
}

async function findingsOf(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations: found } = await axe.analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}
