/** What the gallery shows, page by page. */
import type { ComponentType } from 'react'
import { examplesIn, type Shown } from './code.ts'
import * as actions from './examples/actions.tsx'
import * as charts from './examples/charts.tsx'
import * as feedback from './examples/feedback.tsx'
import * as forms from './examples/forms.tsx'
import * as layout from './examples/layout.tsx'
import * as navigation from './examples/navigation.tsx'
import * as tables from './examples/tables.tsx'

/** The files that the examples run from, as text. */
const TEXTS = import.meta.glob<string>('./examples/*.tsx', { query: '?raw', import: 'default', eager: true })

export interface Example extends Shown {
  readonly Run: ComponentType
}

export interface GalleryPage {
  /** Last segment of its address. */
  readonly id: string
  readonly title: string
  readonly components: string
  readonly examples: readonly Example[]
}

export const PAGES: readonly GalleryPage[] = [
  page('layout', 'Layout', 'Container, Grid, Stack, Card, Stat, Text', layout),
  page('actions', 'Actions', 'Button, ButtonLink, Menu, Badge, Icon, VisuallyHidden', actions),
  page('forms', 'Forms', 'TextField, Select, DatePicker, Checkbox, Switch, Field, Form', forms),
  page('tables', 'Tables', 'Table', tables),
  page('charts', 'Charts', 'Chart', charts),
  page('feedback', 'Feedback', 'Alert, Toast, EmptyState, Spinner, Skeleton', feedback),
  page('navigation', 'Navigation', 'Tabs, Breadcrumb, Modal', navigation),
]

function page(
  id: string,
  title: string,
  components: string,
  module: Readonly<Record<string, ComponentType>>,
): GalleryPage {
  const examples = examplesIn(TEXTS[`./examples/${id}.tsx`] ?? '').flatMap((shown) => {
    const Run = module[shown.name]
    return Run ? [{ ...shown, Run }] : []
  })
  return { id, title, components, examples }
}
