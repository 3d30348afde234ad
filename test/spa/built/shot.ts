/** Compares a picture of a page with the one that was agreed on, forgiving what no person would see. */
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

export interface Picture {
  readonly width: number
  readonly height: number
  /** Four bytes a pixel. */
  readonly data: Uint8Array
}

/** Side of the squares that are judged one by one, in pixels of the shrunken picture. */
const TILE = 16
/**
 * Share of a square's pixels that may differ. Another version of the browser draws letters a little differently, which
 * touches their edges alone; a changed colour, a missing part or a moved line fills squares.
 */
const FORGIVEN = 0.3
/** How different a pixel has to be, from 0 to 1; edges of letters are smoothed by shrinking as well. */
const SENSITIVITY = 0.14
/** In pixels of the shrunken picture: lines that break elsewhere are a change, a hair's breadth is not. */
const FORGIVEN_HEIGHT = 4

export function parsePng(bytes: Uint8Array): Picture {
  return PNG.sync.read(Buffer.from(bytes))
}

/** In steps of eight shades, which no comparison here can tell and which makes the file a third. */
export function writePng({ width, height, data }: Picture): Uint8Array {
  const png = new PNG({ width, height, colorType: 2 })
  png.data = Buffer.from(data.map((value) => Math.min(248, value + 4) & 0xf8))
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 9 })
}

/** Halves a picture, each pixel the mean of four: baselines get small, and edges of letters weigh less. */
export function shrink({ width, height, data }: Picture): Picture {
  const [wide, high] = [Math.floor(width / 2), Math.floor(height / 2)]
  const small = new Uint8Array(wide * high * 4)
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        const at = (2 * y * width + 2 * x) * 4 + channel
        const four = [data[at], data[at + 4], data[at + width * 4], data[at + width * 4 + 4]]
        small[(y * wide + x) * 4 + channel] = four.reduce<number>((sum, value) => sum + (value ?? 0), 2) >> 2
      }
    }
  }
  return { width: wide, height: high, data: small }
}

export interface Comparison {
  /** Squares that differ, as `x,y` of their first pixel in the page; empty: the same picture. */
  readonly differs: readonly string[]
  /** Both laid over each other, what differs in red. */
  readonly difference: Picture
}

/** @param agreed As it was stored. @param seen As it is now, shrunk like it. */
export function compare(agreed: Picture, seen: Picture): Comparison {
  const width = Math.min(agreed.width, seen.width)
  const height = Math.min(agreed.height, seen.height)
  const data = new Uint8Array(width * height * 4)
  pixelmatch(crop(agreed, width, height), crop(seen, width, height), data, width, height, { threshold: SENSITIVITY })
  const isResized = agreed.width !== seen.width || Math.abs(agreed.height - seen.height) > FORGIVEN_HEIGHT
  const size = `${seen.width}x${seen.height} and not ${agreed.width}x${agreed.height}`
  return {
    differs: [...(isResized ? [size] : []), ...tilesThatDiffer({ width, height, data })],
    difference: { width, height, data },
  }
}

function crop({ width: from, data }: Picture, width: number, height: number): Uint8Array {
  const cropped = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y += 1) cropped.set(data.subarray(y * from * 4, (y * from + width) * 4), y * width * 4)
  return cropped
}

/** pixelmatch paints what differs red, and what only smoothing changed yellow. */
function tilesThatDiffer({ width, height, data }: Picture): readonly string[] {
  const found: string[] = []
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const [right, bottom] = [Math.min(left + TILE, width), Math.min(top + TILE, height)]
      let red = 0
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const at = (y * width + x) * 4
          if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 0) red += 1
        }
      }
      if (red > FORGIVEN * (right - left) * (bottom - top)) found.push(`${left * 2},${top * 2}`)
    }
  }
  return found
}
