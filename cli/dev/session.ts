/** A session of work on one plugin: every change is built, checked, laid over the tenant and shown, until it ends. */
import { setTimeout as delay } from 'node:timers/promises'
import { checkPlugin, type Checked } from '../check/check.ts'
import type { Finding } from '../check/finding.ts'
import { manifestOf, type PluginFolder } from '../check/plugin-folder.ts'
import type { Gateway } from '../gateway.ts'
import { Stop } from '../stop.ts'
import { type Builder, openBuilder } from './builder.ts'
import { layOver, readNotes, showFindings, takeAway } from './overlay.ts'
import { createTypeChecker, type TypeChecker } from './type-check.ts'
import { watchFolder } from './watch.ts'
import { brokenWords, builtWords, type Happening, noteWords, warningWords } from './words.ts'

/** Also how soon somebody reads of a refused call. */
const PULSE_MS = 700

export interface SessionRules {
  readonly folder: string
  readonly gateway: Gateway
  /** A bundle that other tools build. */
  readonly bundle: string | undefined
  readonly budgetKb: number
  readonly subject: string | undefined
  readonly tell: (happening: Happening) => void
}

/** One plugin under development. Its id is that of its first sound manifest. */
export class Session {
  readonly #rules: SessionRules
  readonly #builder: Builder
  readonly #types: TypeChecker
  #id: string | null = null
  /** What the gateway has now; `null`: nothing yet. */
  #laid: { readonly folder: PluginFolder; readonly checked: Checked } | null = null
  #lastNote = 0
  #isWorking = false
  #isWanted = false

  private constructor(rules: SessionRules, builder: Builder) {
    this.#rules = rules
    this.#builder = builder
    this.#types = createTypeChecker(rules.folder)
  }

  static async open(rules: SessionRules): Promise<Session> {
    return new Session(rules, await openBuilder(rules.folder, rules.bundle))
  }

  /** Works until the signal aborts; then the overlay is taken away. */
  async run(signal: AbortSignal): Promise<void> {
    const { folder, bundle, gateway } = this.#rules
    const stop = watchFolder(folder, bundle, () => void this.#changed())
    try {
      await this.#changed()
      while (!signal.aborted) {
        await delay(PULSE_MS, null, { signal }).catch(() => null)
        if (!signal.aborted) await this.#pulse()
      }
    } finally {
      stop()
      this.#types.stop()
      await this.#builder.dispose()
      if (this.#id !== null) await takeAway(gateway, this.#id).catch(() => null)
    }
  }

  /** One change at a time; what comes meanwhile is one more. */
  async #changed(): Promise<void> {
    this.#isWanted = true
    if (this.#isWorking) return
    this.#isWorking = true
    try {
      while (this.#isWanted) {
        this.#isWanted = false
        await this.#rebuild()
      }
    } finally {
      this.#isWorking = false
    }
  }

  async #rebuild(): Promise<void> {
    const { budgetKb, tell } = this.#rules
    const startedAt = performance.now()
    try {
      const built = await this.#builder.build()
      if ('findings' in built) return await this.#broken(built.findings)
      const builtAt = performance.now()
      const checked = await checkPlugin(built.folder, budgetKb)
      const checkedAt = performance.now()
      const errors = checked.findings.filter(({ severity }) => severity === 'error')
      if (checked.manifest === null || errors.length > 0) return await this.#broken(checked.findings)
      const tabs = await this.#lay(checked.manifest.id, built.folder, checked)
      if (tabs === null) return
      const ms = { built: builtAt - startedAt, checked: checkedAt - builtAt, live: performance.now() - startedAt }
      tell(builtWords(`${checked.manifest.id} ${checked.manifest.version}`, ms, tabs))
      if (checked.findings.length > 0) tell(warningWords(checked.findings))
      void this.#checkTypes(checked)
    } catch (error) {
      if (!(error instanceof Stop) || this.#id === null) throw error
      tell({ text: [`✗ ${error.message}`, ...error.advice.map((line) => `    → ${line}`)], json: { event: 'stop' } })
    }
  }

  /** @returns How many pages were told; `null`: the gateway has rejected it. */
  async #lay(id: string, folder: PluginFolder, checked: Checked): Promise<number | null> {
    const { gateway, subject } = this.#rules
    if (this.#id !== null && this.#id !== id) await takeAway(gateway, this.#id)
    const laid = await layOver(gateway, id, { folder, checked, subject, isNew: this.#id !== id })
    if (!('tabs' in laid)) {
      await this.#broken(laid)
      return null
    }
    this.#id = id
    this.#laid = { folder, checked }
    return laid.tabs
  }

  async #broken(findings: readonly Finding[]): Promise<void> {
    const { gateway, subject, tell } = this.#rules
    tell(brokenWords(findings))
    if (this.#id !== null) await showFindings(gateway, this.#id, findings, subject)
  }

  /** Types come after the swap: they are slower than a build, and keep nothing from running. */
  async #checkTypes(checked: Checked): Promise<void> {
    const { gateway, subject, tell } = this.#rules
    const findings = await this.#types.check()
    if (findings === null || findings.length === 0 || this.#id === null || this.#laid?.checked !== checked) return
    tell(warningWords(findings))
    await showFindings(gateway, this.#id, [...checked.findings, ...findings], subject)
  }

  /** Says that somebody is still here, and passes on what was noted. */
  async #pulse(): Promise<void> {
    const { gateway, folder, subject, tell } = this.#rules
    if (this.#id === null || this.#laid === null) return
    try {
      const { isLive, notes } = await readNotes(gateway, this.#id, { after: this.#lastNote, renew: true })
      for (const note of notes) {
        const happening = noteWords(note, manifestOf(folder), this.#laid.folder.bundle.map)
        if (happening !== null) tell(happening)
        this.#lastNote = note.seq
      }
      if (!isLive) await layOver(gateway, this.#id, { ...this.#laid, subject, isNew: false })
    } catch (error) {
      if (!(error instanceof Stop)) throw error
      tell({ text: [`✗ ${error.message} Trying again.`], json: { event: 'unreachable' } })
      await delay(PULSE_MS * 4)
    }
  }
}
