import { expect, test } from 'vitest'
import { bundleUrl } from '../../src/core/bundle.ts'
import { digestIn, integrityOf } from '../../src/core/integrity.ts'

/** SHA-256 of no bytes at all (FIPS 180-4 examples), in both spellings. */
const HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const BASE64 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

test('a digest in hex is the same digest as a browser wants it', () => {
  expect(integrityOf(HEX)).toBe(`sha256-${BASE64}`)
})

test.each(['', '00', HEX.toUpperCase(), `${HEX}0`, `sha256-${HEX}`, HEX.replace('e', 'g'), ` ${HEX}`])(
  '%j is no digest',
  (text) => {
    expect(integrityOf(text)).toBeNull()
  },
)

test('a bundle’s URL names the digest of its bytes', () => {
  expect(digestIn(bundleUrl('hello', '1.0.0', HEX))).toBe(HEX)
  expect(digestIn('/api/plugins/bundle?entry=hello&id=hello')).toBeNull()
  expect(digestIn('/api/plugins/bundle?entry=hello&id=hello&h=00')).toBeNull()
})
