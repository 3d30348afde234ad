/** One of several options, chosen from a list. */
import { later } from '../later.ts'
import { Field, type FieldText } from './field.tsx'
import { Icon } from './icon.tsx'
import { part } from './part.tsx'
import { CHOOSE } from './select-words.ts'

export interface SelectOption {
  readonly value: string
  readonly label: string
  /** Shown, and not to be chosen. */
  readonly disabled?: boolean
}

export interface SelectProps extends FieldText {
  readonly options: readonly SelectOption[]
  /** The chosen value; `''`: none. Leave it out to let the field keep its own. */
  readonly value?: string
  /** Chosen at first, where the field keeps its own value. */
  readonly defaultValue?: string
  /** Called with the chosen option's value. */
  readonly onValueChange?: (value: string) => void
  /** Name in the form it belongs to. */
  readonly name?: string
  /** Stands where nothing is chosen. */
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly required?: boolean
  /** Keeps the label for those who listen only. */
  readonly labelHidden?: boolean
}

const choices = /* @__PURE__ */ part(
  /* @__PURE__ */ later(
    () => import('./select-choices.tsx'),
    ({ Choices }) => Choices,
  ),
)

export function Select(props: SelectProps) {
  return <choices.Slot props={props} standIn={<StandIn {...props} />} />
}

/** The closed field, as it will look; it takes no input yet. */
function StandIn({
  label,
  hint,
  error,
  labelHidden,
  required,
  options,
  value,
  defaultValue,
  placeholder,
}: SelectProps) {
  const chosen = options.find((option) => option.value === (value ?? defaultValue))
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden} required={required}>
      {({ id, 'aria-invalid': invalid }) => (
        <div
          id={id}
          data-ee="select"
          data-pending
          aria-busy
          data-invalid={invalid}
          data-placeholder-shown={chosen ? undefined : ''}
        >
          <span>{chosen?.label ?? placeholder ?? CHOOSE}</span>
          <Icon name="chevron-down" size="s" />
        </div>
      )}
    </Field>
  )
}
