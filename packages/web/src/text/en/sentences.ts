/** Other parts of the product speak English already. */
export const sentences: readonly (readonly [RegExp, string])[] = [];
