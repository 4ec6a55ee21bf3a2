/** RFC 3339 in UTC without fractions, as Kubernetes writes times; null where unknown. */
export function sayTime(milliseconds: number | undefined): string | null {
	return milliseconds ? new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z') : null;
}
