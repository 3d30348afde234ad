/** Keeps what a contribution throws, in render or in an effect, from the rest of the page. */
import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  readonly children: ReactNode
  /** What stands in for it; `retry` mounts it anew. */
  readonly fallback: (error: unknown, retry: () => void) => ReactNode
  /** Told of what was thrown, and with `null` that it is mounted anew. */
  readonly onChange: (caught: { readonly error: unknown } | null) => void
}

interface BoundaryState {
  /** Wrapped, because anything can be thrown, `null` too. */
  readonly caught: { readonly error: unknown } | null
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override readonly state: BoundaryState = { caught: null }

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { caught: { error } }
  }

  private readonly retry = (): void => {
    this.props.onChange(null)
    this.setState({ caught: null })
  }

  override componentDidCatch(error: unknown): void {
    this.props.onChange({ error })
  }

  override render(): ReactNode {
    const { caught } = this.state
    if (!caught) return this.props.children
    return this.props.fallback(caught.error, this.retry)
  }
}
