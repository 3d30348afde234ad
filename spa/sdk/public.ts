/** `@empowernow/experience-sdk`: what a plugin is written against. Types alone: the host brings what they describe. */
import type { ContributionProps } from './index.ts'

export type {
  Api,
  ApiInit,
  Authz,
  AuthzQuestion,
  AuthzResource,
  ContributionProps,
  EventListener,
  Events,
  EventTopics,
  FieldError,
  JsonInit,
  Log,
  LogFields,
  Navigate,
  Parameters,
  PluginEvent,
  PluginIdentity,
  ProblemCode,
  ProblemDetails,
  Query,
  Sdk,
  SdkHandle,
  SdkRefusal,
  SdkTheme,
  Sse,
  SseEvent,
  SseOptions,
  SseState,
  ThemeState,
  Variant,
} from './index.ts'
export type { Problem as ProblemError } from './problem-error.ts'
export type { Manifest, ManifestApiPermission, ManifestRoute, ManifestWidget } from './manifest-source.ts'
export type { Method, Shape } from '#core/manifest'

/** A component that a manifest may name: a function component of React, or anything else React can render with these props. */
export type ContributionComponent = (props: ContributionProps) => unknown

/**
 * What a bundle exports: its components, by the names that the manifest uses.
 *
 * `export const widgets = { HelloWidget } satisfies PluginExports['widgets']`
 */
export interface PluginExports {
  readonly routes?: Readonly<Record<string, ContributionComponent>>
  readonly widgets?: Readonly<Record<string, ContributionComponent>>
}
