/** `npm start`: installs if needed, then brings up the whole product on this machine. */
import { handOver } from './install.mjs'

handOver('dev/start.ts')
