/** The order in which an author needs the parts of the SDK; every other type comes after them, by name. */
export const ENTRIES = [
  ['Sdk', '`sdk`'],
  ['ContributionProps', 'Contributions'],
  ['PluginExports', 'What a bundle exports'],
  ['Api', '`sdk.api`'],
  ['ApiInit', 'Options of a call'],
  ['JsonInit', 'Options of a call with JSON'],
  ['ProblemError', 'What a call throws'],
  ['Sse', '`sdk.sse`'],
  ['Authz', '`sdk.authz`'],
  ['Events', '`sdk.events`'],
  ['SdkTheme', '`sdk.theme`'],
  ['Log', '`sdk.log`'],
  ['Manifest', 'Manifest'],
] as const satisfies readonly (readonly [name: string, title: string])[]
