/** What a DatePicker is made of once its code is there: Ark UI's behaviour, our looks. */
import './shared.ts'
import { DatePicker as Ark, parseDate, useDatePickerContext } from '@ark-ui/react/date-picker'
import { Portal } from '@ark-ui/react/portal'
import { type ComponentProps, type ReactNode, use, useId, useState } from 'react'
import type { DatePickerProps } from './date-picker.tsx'
import { describe, FieldNotes } from './field.tsx'
import { Icon } from './icon.tsx'
import { LayerContext } from './layer.ts'
import { Locale } from './locale.tsx'

const YEAR_COLUMNS = 4

export function DateFields(props: DatePickerProps) {
  return (
    <Locale>
      <Fields {...props} />
    </Locale>
  )
}

function Fields(props: DatePickerProps) {
  const { label, hint, error, value, defaultValue = '', onValueChange, min, max, name, labelHidden, ...rest } = props
  const id = useId()
  const layer = use(LayerContext)
  const [own, setOwn] = useState(defaultValue)
  const shown = value ?? own
  return (
    <Ark.Root
      {...rest}
      locale={document.documentElement.lang || 'en'}
      timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      value={shown === '' ? [] : [parseDate(shown)]}
      {...(min === undefined ? {} : { min: parseDate(min) })}
      {...(max === undefined ? {} : { max: parseDate(max) })}
      invalid={error !== undefined}
      positioning={{ placement: 'bottom-start', strategy: 'fixed', gutter: 6 }}
      onValueChange={({ value: [day] }) => {
        const next = day?.toString() ?? ''
        setOwn(next)
        onValueChange?.(next)
      }}
      lazyMount
      unmountOnExit
      data-ee="field"
    >
      <Ark.Label data-ee={labelHidden ? 'visually-hidden' : 'label'}>
        {label}
        {rest.required && <span aria-hidden data-ee="required" />}
      </Ark.Label>
      <Ark.Control data-ee="date-control" data-invalid={error === undefined ? undefined : ''}>
        <Ark.Input {...describe(id, hint, error)} data-ee="date-input" />
        <Ark.Trigger data-ee="date-trigger">
          <Icon name="calendar" size="s" />
        </Ark.Trigger>
      </Ark.Control>
      {name !== undefined && <input type="hidden" name={name} value={shown} disabled={rest.disabled} />}
      <FieldNotes id={id} hint={hint} error={error} />
      <Portal container={layer}>
        <Ark.Positioner>
          <Calendar data-ee="popup">
            <Days />
            <Months />
            <Years />
          </Calendar>
        </Ark.Positioner>
      </Portal>
    </Ark.Root>
  )
}

/** Inert from the moment it closes: a focus that comes a frame late must not take the trigger's away and be lost. */
function Calendar(props: ComponentProps<typeof Ark.Content>) {
  const { open } = useDatePickerContext()
  return <Ark.Content {...props} inert={!open} />
}

function Heading({ children }: { readonly children: ReactNode }) {
  return (
    <Ark.ViewControl data-ee="date-heading">
      <Ark.PrevTrigger data-ee="button" data-variant="quiet" data-size="small" data-square>
        <Icon name="chevron-start" size="s" />
      </Ark.PrevTrigger>
      {children}
      <Ark.NextTrigger data-ee="button" data-variant="quiet" data-size="small" data-square>
        <Icon name="chevron-end" size="s" />
      </Ark.NextTrigger>
    </Ark.ViewControl>
  )
}

function Wider() {
  return (
    <Ark.ViewTrigger data-ee="button" data-variant="quiet" data-size="small">
      <Ark.RangeText />
    </Ark.ViewTrigger>
  )
}

function Days() {
  const { weekDays, weeks } = useDatePickerContext()
  return (
    <Ark.View view="day" data-ee="date-view">
      <Heading>
        <Wider />
      </Heading>
      <Ark.Table data-ee="date-table">
        <Ark.TableHead>
          <Ark.TableRow>
            {weekDays.map(({ short, narrow, long }) => (
              <Ark.TableHeader key={long} abbr={long} title={short}>
                {narrow}
              </Ark.TableHeader>
            ))}
          </Ark.TableRow>
        </Ark.TableHead>
        <Ark.TableBody>
          {weeks.map((week) => (
            <Ark.TableRow key={String(week[0])}>
              {week.map((day) => (
                <Ark.TableCell key={String(day)} value={day}>
                  <Ark.TableCellTrigger data-ee="date-cell">{day.day}</Ark.TableCellTrigger>
                </Ark.TableCell>
              ))}
            </Ark.TableRow>
          ))}
        </Ark.TableBody>
      </Ark.Table>
    </Ark.View>
  )
}

function Months() {
  const calendar = useDatePickerContext()
  return (
    <Ark.View view="month" data-ee="date-view">
      <Heading>
        <Wider />
      </Heading>
      <Cells rows={calendar.getMonthsGrid({ columns: YEAR_COLUMNS, format: 'short' })} />
    </Ark.View>
  )
}

function Years() {
  const calendar = useDatePickerContext()
  return (
    <Ark.View view="year" data-ee="date-view">
      <Heading>
        <strong>
          <Ark.RangeText />
        </strong>
      </Heading>
      <Cells rows={calendar.getYearsGrid({ columns: YEAR_COLUMNS })} />
    </Ark.View>
  )
}

interface CellsProps {
  readonly rows: readonly (readonly { readonly value: number; readonly label: string }[])[]
}

function Cells({ rows }: CellsProps) {
  return (
    <Ark.Table columns={YEAR_COLUMNS} data-ee="date-table" data-wide>
      <Ark.TableBody>
        {rows.map((row) => (
          <Ark.TableRow key={row[0]?.value}>
            {row.map(({ value, label }) => (
              <Ark.TableCell key={value} value={value}>
                <Ark.TableCellTrigger data-ee="date-cell">{label}</Ark.TableCellTrigger>
              </Ark.TableCell>
            ))}
          </Ark.TableRow>
        ))}
      </Ark.TableBody>
    </Ark.Table>
  )
}
