/** The items of the demo's service. */
export interface Item {
  readonly id: string
  readonly name: string
  readonly quantity: number
}

export interface ItemPage {
  readonly items: readonly Item[]
}
