/** The Worker's entry: the application, and the Durable Objects it keeps sessions in. */
import { app } from './app.ts'

export { AuditObject } from './io/objects/audit.ts'
export { DeskObject } from './io/objects/desk.ts'
export { DoorbellObject } from './io/objects/doorbell.ts'
export { LoginObject } from './io/objects/login.ts'
export { LogoutObject } from './io/objects/logout.ts'
export { OverlayObject } from './io/objects/overlay.ts'
export { SessionObject } from './io/objects/session.ts'
export { TelemetryObject } from './io/objects/telemetry.ts'

export default app
