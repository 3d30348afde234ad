/** The form of an item, for a new one and for a change. */
import { useState, type FormEvent } from 'react'
import { Alert, Button, Grid, Stack, TextField } from '@empowernow/ui'
import { parseDraft, type Draft, type Field, type FieldErrors } from './draft.ts'
import type { ItemInput } from './item.ts'
import { failureOf, type Failure } from './items.ts'

interface ItemFormProps {
  readonly initial: Draft
  readonly submitLabel: string
  readonly onCancel: () => void
  /** Throws what the service refuses. */
  readonly onSave: (input: ItemInput) => Promise<void>
}

interface FieldSpec {
  readonly label: string
  readonly hint?: string
  readonly inputMode?: 'numeric' | 'decimal'
}

const FIELDS = {
  name: { label: 'Name' },
  sku: { label: 'SKU', hint: 'Capital letters, digits and dashes' },
  category: { label: 'Category' },
  location: { label: 'Location' },
  quantity: { label: 'Quantity', inputMode: 'numeric' },
  reorderLevel: { label: 'Reorder level', hint: 'Below this it counts as low', inputMode: 'numeric' },
  unitPriceCents: { label: 'Unit price', hint: 'In euros, for example 12.50', inputMode: 'decimal' },
} as const satisfies Record<Field, FieldSpec>

const ORDER = ['name', 'sku', 'category', 'location', 'quantity', 'reorderLevel', 'unitPriceCents'] as const

export function ItemForm({ initial, submitLabel, onCancel, onSave }: ItemFormProps) {
  const [draft, setDraft] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [saving, setSaving] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const parsed = parseDraft(draft)
    setErrors('errors' in parsed ? parsed.errors : {})
    setFailure(null)
    if ('errors' in parsed) return focusFirst(form, parsed.errors)
    setSaving(true)
    try {
      await onSave(parsed.input)
    } catch (error) {
      const refused = failureOf(error)
      setErrors(refused.fields)
      setFailure(refused)
      focusFirst(form, refused.fields)
    }
    setSaving(false)
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="m">
        {failure && (
          <Alert tone="danger" heading={failure.title}>
            {adviceFor(failure)}
          </Alert>
        )}
        <Grid column="small" gap="m">
          {ORDER.map((field) => (
            <Stack key={field}>
              <TextField
                name={field}
                {...FIELDS[field]}
                {...errorOf(errors, field)}
                required
                autoComplete="off"
                value={draft[field]}
                onChange={({ currentTarget: { value } }) => setDraft((before) => ({ ...before, [field]: value }))}
              />
            </Stack>
          ))}
        </Grid>
        <Stack direction="row" gap="s" justify="end">
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary" busy={saving}>
            {submitLabel}
          </Button>
        </Stack>
      </Stack>
    </form>
  )
}

function adviceFor({ code, fields }: Failure): string {
  if (Object.keys(fields).length > 0) return 'Please correct what is marked.'
  return code === 'invalid' ? 'The service does not take this item. Does another one have the SKU already?' : ''
}

function errorOf(errors: FieldErrors, field: Field): { readonly error?: string } {
  const error = errors[field]
  return error === undefined ? {} : { error: error.charAt(0).toUpperCase() + error.slice(1) }
}

function focusFirst(form: HTMLFormElement, errors: FieldErrors): void {
  const first = ORDER.find((field) => errors[field] !== undefined)
  const control = first === undefined ? null : form.elements.namedItem(first)
  if (control instanceof HTMLInputElement) control.focus()
}
