/** `@empowernow/experience-sdk/testing`: a plugin in Vitest, with a host that judges its calls as the gateway would. */
export type { Answer, Answers, JudgedCall, TestCall } from './gateway.ts'
export {
  createTestHost,
  type TestEvents,
  type TestHost,
  type TestHostOptions,
  type TestLogLine,
  type TestNavigation,
  type TestTheme,
} from './host.ts'
export type { Judgement } from './judge.ts'
export type { PolicyMatch, PolicyQuestion } from './policy.ts'
export { renderContribution, type Rendered, type RenderOptions } from './render.tsx'
export type { TestEvent, TestStream } from './streams.ts'
