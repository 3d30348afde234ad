import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { THEME_DEFAULTS } from '#core/theme'
import { ROOT } from './root.ts'

const css = await readFile(join(ROOT, 'spa/ui/tokens.css'), 'utf8')

/** `--ee-<name>: light-dark(#a, #b);` or one value for both. */
function valuesOf(name: string): readonly (string | undefined)[] {
  const both = new RegExp(`--ee-${name}: light-dark\\((#\\w+), (#\\w+)\\);`).exec(css)
  const one = new RegExp(`--ee-${name}: (\\w+);`).exec(css)?.[1]
  return both ? [both[1], both[2]] : [one, one]
}

test.each(Object.keys(THEME_DEFAULTS.light))('the gateway judges themes by the library’s own %s', (name) => {
  const { light, dark } = THEME_DEFAULTS
  expect(valuesOf(name)).toEqual([Reflect.get(light, name), Reflect.get(dark, name)])
})
