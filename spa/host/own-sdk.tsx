/** A contribution's own SDK: opened when it mounts, and ended with it. */
import { useEffect, useMemo, type ReactNode } from 'react'
import type { PluginSdkHandle, Sdk } from '../sdk/index.ts'

interface OwnSdkProps {
  readonly plugin: PluginSdkHandle
  readonly children: (sdk: Sdk) => ReactNode
}

export function OwnSdk({ plugin, children }: OwnSdkProps): ReactNode {
  const { sdk, dispose } = useMemo(() => plugin.open(), [plugin])
  useEffect(() => dispose, [dispose])
  return children(sdk)
}
