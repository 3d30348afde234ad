/** Files imported as text, which the test runner does. */
declare module '*.yaml?raw' {
  const text: string
  export default text
}
