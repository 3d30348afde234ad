#!/usr/bin/env node
/** `npx experience`: plain JavaScript, so that any Node from 20 on can hand over to the one that runs TypeScript. */
import { join } from 'node:path'
import { handOver, IS_NEW_ENOUGH } from './node.mjs'

const MAIN = join(import.meta.dirname, 'main.ts')

if (IS_NEW_ENOUGH) await import(MAIN)
else handOver([MAIN, ...process.argv.slice(2)])
