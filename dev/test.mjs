/** `npm test`: installs if needed, then builds, checks and tests everything. */
import { handOver } from './install.mjs'

handOver('dev/test.ts')
