/** Below this nothing can be shown truly, and so nothing can be confirmed. */
export const leastSize = {columns: 40, rows: 12};

export function isTooSmall({columns, rows}: {readonly columns: number; readonly rows: number}): boolean {
	return columns < leastSize.columns || rows < leastSize.rows;
}
