/** `npm run bench`: installs if needed, then measures. */
import { handOver } from '../dev/install.mjs'

handOver('bench/main.ts')
