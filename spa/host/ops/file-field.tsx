/** A field for a file of this machine. */
import { useId } from 'react'
import { Text } from '@empowernow/ui'

interface FileFieldProps {
  readonly label: string
  readonly hint: string
  /** Endings and types that the chooser shows first. */
  readonly accept: string
  readonly onChoose: (file: File | null) => void
}

export function FileField({ label, hint, accept, onChoose }: FileFieldProps) {
  const id = useId()
  return (
    <div data-host="file-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => onChoose(currentTarget.files?.[0] ?? null)}
      />
      <Text id={`${id}-hint`} size="s" tone="muted">
        {hint}
      </Text>
    </div>
  )
}
