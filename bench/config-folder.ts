/** Where a runtime finds its configuration, and the files that stand in it. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Embedded, print, type Struct } from './capnp.ts'

export class ConfigFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'experience-edge-workerd-'))
  #count = 0

  get config(): string {
    return join(this.#folder, 'config.capnp')
  }

  write(text: string): Embedded {
    return this.#take((file) => writeFileSync(file, text))
  }

  copy(path: string): Embedded {
    return this.#take((file) => copyFileSync(path, file))
  }

  writeConfig(config: Struct): void {
    writeFileSync(
      this.config,
      `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = ${print(config)};\n`,
    )
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #take(make: (file: string) => void): Embedded {
    this.#count += 1
    const name = `file-${this.#count}`
    make(join(this.#folder, name))
    return new Embedded(name)
  }
}
