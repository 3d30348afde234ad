/** A `.wasm` file arrives in a Worker compiled; the `?module` suffix keeps tools from looking for JavaScript in it. */
declare module '*.wasm?module' {
  const module: WebAssembly.Module
  export default module
}
