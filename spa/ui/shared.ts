/**
 * What parts that are fetched later have in common with the rest. Each of them imports this file, whatever it needs of it:
 * so all of it goes into one file beside the library's module, and not into one for each set of parts that share something.
 */
import './chart-data.ts'
import './empty-state.tsx'
import './field.tsx'
import './icon.tsx'
import './layer.ts'
import './scroll-frame.tsx'
import './select-words.ts'
import './skeleton.tsx'
import './table-parts.tsx'
import './toast-queue.ts'
