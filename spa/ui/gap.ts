/** Steps of the space scale that layout components take. */
export type Gap = 'none' | 'xs' | 's' | 'm' | 'l' | 'xl'
