/** What a coloured thing wants to say. `neutral` says nothing. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger'
