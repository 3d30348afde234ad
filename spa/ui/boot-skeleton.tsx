/** What the page shows before it knows anything. The served document holds the same markup, so nothing jumps. */
import { useState } from 'react'

const [PAGES, CARDS] = [[1, 2, 3, 4] as const, [1, 2, 3] as const]

/** How long the skeleton holds back, so that a quick page never flashes it. As in `boot.css`. */
const DELAY_MILLISECONDS = 180

export function BootSkeleton() {
  const [animationDelay] = useState(continued)
  return (
    <div data-ee="boot" role="status" aria-label="Loading" style={{ animationDelay }}>
      <div data-ee="boot-bar">
        <span data-ee="boot-mark" />
        <span data-ee="boot-name" />
        <span data-ee="boot-account" />
      </div>
      <div data-ee="boot-pages">
        {PAGES.map((page) => (
          <span key={page} />
        ))}
      </div>
      <div data-ee="boot-main">
        <div data-ee="boot-title">
          <span />
          <span />
        </div>
        <div data-ee="boot-cards">
          {CARDS.map((card) => (
            <span key={card} data-ee="boot-card" />
          ))}
        </div>
      </div>
    </div>
  )
}

/** Takes up the served skeleton's appearance where it stands: starting over would make it blink. */
function continued(): string {
  const served = document.querySelector('[data-ee="boot"]')
  if (!served) return `${DELAY_MILLISECONDS}ms`
  const elapsed = served.getAnimations()[0]?.currentTime
  return typeof elapsed === 'number' ? `${Math.round(DELAY_MILLISECONDS - elapsed)}ms` : '-1s'
}
