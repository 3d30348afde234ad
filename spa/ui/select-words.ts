/** What stands in a Select where nothing is chosen, unless its author says something else. */
export const CHOOSE = 'Choose…'
