/** The messages on the page, once their code is there. */
import './shared.ts'
import { createToaster, Toast, Toaster as Ark } from '@ark-ui/react/toast'
import { useEffect } from 'react'
import { Icon } from './icon.tsx'
import { Locale } from './locale.tsx'
import { takeToasts, type ToastMessage, type ToastTone } from './toast-queue.ts'

const SIGNS = { info: 'info', success: 'check', warning: 'warning', danger: 'error' } as const
const TYPES = { info: 'info', success: 'success', warning: 'warning', danger: 'error' } as const

/** Long enough to read two lines; a person who hovers or tabs into it stops the clock. */
const SHOWN_MILLISECONDS = 6000

/** A screen reader tells what is put into a region that it knows: the region comes first, and the first message after it. */
const HEARD_MILLISECONDS = 150

const queue = createToaster({ placement: 'bottom-end', gap: 12, max: 4, duration: SHOWN_MILLISECONDS })

function show({ heading, description, tone = 'info', action }: ToastMessage): void {
  queue.create({ title: heading, description, type: TYPES[tone], meta: { tone }, ...(action ? { action } : {}) })
}

export function ToastRegion() {
  useEffect(() => {
    const timer = setTimeout(() => takeToasts(show), HEARD_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Locale>
      <Ark toaster={queue} data-ee="toaster">
        {({ title, description, action, meta }) => {
          const tone = toneOf(meta?.['tone'])
          return (
            <Toast.Root data-ee="toast" data-tone={tone}>
              <Icon name={SIGNS[tone]} />
              <div data-ee="toast-body">
                <Toast.Title>{title}</Toast.Title>
                {description !== undefined && <Toast.Description>{description}</Toast.Description>}
                {action !== undefined && (
                  <Toast.ActionTrigger data-ee="toast-action">{action.label}</Toast.ActionTrigger>
                )}
              </div>
              <Toast.CloseTrigger
                aria-label="Dismiss"
                data-ee="button"
                data-variant="quiet"
                data-size="small"
                data-square
              >
                <Icon name="close" size="s" />
              </Toast.CloseTrigger>
            </Toast.Root>
          )
        }}
      </Ark>
    </Locale>
  )
}

function toneOf(value: unknown): ToastTone {
  return value === 'success' || value === 'warning' || value === 'danger' ? value : 'info'
}
