/** Inventory: a mini-application of three pages, and a widget for what runs low. */
import { ItemDetail } from './item-detail.tsx'
import { ItemEdit } from './item-edit.tsx'
import { ItemList } from './item-list.tsx'
import { StockWidget } from './stock-widget.tsx'

export const routes = { ItemList, ItemDetail, ItemEdit }
export const widgets = { StockWidget }
