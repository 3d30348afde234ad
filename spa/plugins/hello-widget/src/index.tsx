/** A plugin that is one widget: a mood, reported as telemetry. */
import { useState } from 'react'
import { Button, isProblemError, Stack, Text, type ContributionProps } from '@empowernow/ui'

const MOODS = ['great', 'fine', 'tired'] as const
type Mood = (typeof MOODS)[number]

function HelloWidget({ sdk }: ContributionProps) {
  const [said, setSaid] = useState('How is your day?')
  const [sending, setSending] = useState<Mood | null>(null)
  const report = async (mood: Mood): Promise<void> => {
    setSending(mood)
    try {
      const response = await sdk.api.fetch('/api/plugins/telemetry', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ events: [{ name: 'mood.reported', mood }] }),
      })
      setSaid(response.ok ? `Noted: ${mood}. Thank you.` : 'That did not get through.')
    } catch (error) {
      setSaid(isProblemError(error) ? error.title : 'That did not get through.')
    }
    setSending(null)
  }
  return (
    <Stack gap="m">
      <Text aria-live="polite">{said}</Text>
      <Stack direction="row" gap="s" wrap>
        {MOODS.map((mood) => (
          <Button key={mood} busy={sending === mood} onClick={() => void report(mood)}>
            {mood.charAt(0).toUpperCase() + mood.slice(1)}
          </Button>
        ))}
      </Stack>
    </Stack>
  )
}

export const widgets = { HelloWidget }
