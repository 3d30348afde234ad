/** Hands a contribution its SDK, so that no component between has to pass it on. */
import { createContext, type ReactNode, use } from 'react'
import type { Sdk } from '../sdk/index.ts'

const SdkContext = /* @__PURE__ */ createContext<Sdk | null>(null)

export interface SdkProviderProps {
  readonly sdk: Sdk
  readonly children: ReactNode
}

/** The host puts one around each contribution. */
export function SdkProvider({ sdk, children }: SdkProviderProps) {
  return <SdkContext value={sdk}>{children}</SdkContext>
}

/** The SDK of the contribution this component belongs to. */
export function useSdk(): Sdk {
  const sdk = use(SdkContext)
  if (!sdk) throw new Error('useSdk() works inside a contribution only')
  return sdk
}
