/** The smallest plugin with both kinds of contribution. */
import { Hello } from './hello.tsx'
import { HelloWidget } from './hello-widget.tsx'

export const routes = { Hello }
export const widgets = { HelloWidget }
