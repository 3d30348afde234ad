/** Orders as they happen: a widget for the dashboard, and a page of its own. */
import { OrdersPage } from './orders-page.tsx'
import { OrdersWidget } from './orders-widget.tsx'

export const routes = { OrdersPage }
export const widgets = { OrdersWidget }
