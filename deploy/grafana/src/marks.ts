/** Marks of curves: the first dimension's first. More are not drawn. */
export const MARKS = ['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧'] as const;

export type Mark = (typeof MARKS)[number];
