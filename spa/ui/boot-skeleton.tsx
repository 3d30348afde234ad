/** What the page shows before it knows anything. The served document holds the same markup, so nothing flickers. */

const CARDS = [1, 2, 3] as const

export function BootSkeleton() {
  return (
    <div data-ee="boot" role="status" aria-label="Loading">
      <div data-ee="boot-bar">
        <span data-ee="boot-mark" />
        <span data-ee="boot-name" />
      </div>
      <div data-ee="boot-main">
        <span data-ee="boot-title" />
        <div data-ee="boot-cards">
          {CARDS.map((card) => (
            <span key={card} data-ee="boot-card" />
          ))}
        </div>
      </div>
    </div>
  )
}
