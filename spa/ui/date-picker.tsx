/** A day, typed or chosen from a calendar. */
import { later } from '../later.ts'
import { Field, type FieldText } from './field.tsx'
import { Icon } from './icon.tsx'
import { part } from './part.tsx'

export interface DatePickerProps extends FieldText {
  /** ISO 8601 day, `2026-11-23`; `''`: none. Leave it out to let the field keep its own. */
  readonly value?: string
  /** ISO 8601 day at first, where the field keeps its own value. */
  readonly defaultValue?: string
  /** Called with an ISO 8601 day, or `''` when it was cleared. */
  readonly onValueChange?: (value: string) => void
  /** First day that may be chosen, as ISO 8601. */
  readonly min?: string
  /** Last day that may be chosen, as ISO 8601. */
  readonly max?: string
  /** Name in the form it belongs to; the form gets the ISO 8601 day. */
  readonly name?: string
  readonly disabled?: boolean
  readonly required?: boolean
  /** Keeps the label for those who listen only. */
  readonly labelHidden?: boolean
}

const fields = /* @__PURE__ */ part(
  /* @__PURE__ */ later(
    () => import('./date-fields.tsx'),
    ({ DateFields }) => DateFields,
  ),
)

/** The day is shown, and typed, the way the page's language writes it. */
export function DatePicker(props: DatePickerProps) {
  return <fields.Slot props={props} standIn={<StandIn {...props} />} />
}

/** The field as it will look; it takes no input yet. */
function StandIn({ label, hint, error, labelHidden, required }: DatePickerProps) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden} required={required}>
      {({ id, 'aria-invalid': invalid }) => (
        <div id={id} data-ee="date-control" data-pending aria-busy data-invalid={invalid}>
          <span data-ee="date-input" />
          <span data-ee="date-trigger">
            <Icon name="calendar" size="s" />
          </span>
        </div>
      )}
    </Field>
  )
}
