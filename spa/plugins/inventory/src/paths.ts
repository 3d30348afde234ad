/** Where the pages of this plugin are. */

export const LIST_PATH = '/plugins/inventory'

export function itemPath(id: string): string {
  return `${LIST_PATH}/items/${id}`
}
