/** Keeps what a contribution throws, in render or in an effect, from the rest of the page. */
import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  readonly children: ReactNode
  /** What stands in for it; `retry` mounts it anew. */
  readonly fallback: (error: unknown, retry: () => void) => ReactNode
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

  override render(): ReactNode {
    const { caught } = this.state
    if (!caught) return this.props.children
    return this.props.fallback(caught.error, () => this.setState({ caught: null }))
  }
}
