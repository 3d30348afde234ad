import { useState } from 'react'
import type { Page } from '#core/router'
import type { Discovery } from './lifecycle.ts'

/**
 * Whether what the page shows has come, this once. What stands below it is shown from then on: earlier, it would be seen and
 * then pushed away.
 */
export function useSettled(page: Page, discovery: Discovery): boolean {
  const [hasBeen, setHasBeen] = useState(false)
  const isSettled = hasBeen || !isComing(page, discovery)
  if (isSettled && !hasBeen) setHasBeen(true)
  return isSettled
}

function isComing(page: Page, discovery: Discovery): boolean {
  if (discovery.state === 'running' || page.page === 'redirect') return true
  if (discovery.state === 'failed' || page.page !== 'plugin') return false
  const owner = discovery.plugins.find(({ manifest }) => manifest.id === page.place.plugin)
  return owner?.load.state === 'idle' || owner?.load.state === 'loading'
}
