/** A question that must be answered before anything else: the browser's own dialog keeps focus and layer in order. */
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { LayerContext } from './layer.ts'

export interface ModalProps extends Omit<ComponentProps<'dialog'>, 'open' | 'ref'> {
  readonly open: boolean
  /** Asked to close, by Escape, the close button, or a press beside it. */
  readonly onClose: () => void
  readonly heading: ReactNode
  readonly description?: ReactNode
  /** Buttons, the safe one first. */
  readonly footer?: ReactNode
}

export function Modal({ open, onClose, heading, description, footer, children, ...rest }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      {...rest}
      ref={dialog}
      data-ee="modal"
      aria-labelledby={`${id}-heading`}
      aria-describedby={description === undefined ? undefined : `${id}-description`}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {open && (
        <LayerContext value={dialog}>
          <div data-ee="modal-panel">
            <header data-ee="modal-header">
              <h2 id={`${id}-heading`}>{heading}</h2>
              <Button variant="quiet" size="small" square aria-label="Close" onClick={onClose}>
                <Icon name="close" size="s" />
              </Button>
            </header>
            {description !== undefined && (
              <p id={`${id}-description`} data-ee="modal-description">
                {description}
              </p>
            )}
            <div data-ee="modal-body">{children}</div>
            {footer !== undefined && <footer data-ee="modal-footer">{footer}</footer>}
          </div>
        </LayerContext>
      )}
    </dialog>
  )
}
