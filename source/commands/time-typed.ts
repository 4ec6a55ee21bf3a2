/** Milliseconds of `45s`, `30m` or `2h`. */
export function timeTyped(text: string): number | undefined {
	const [, amount, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
	if (amount === undefined) return undefined;
	return Number(amount) * {s: 1000, m: 60_000, h: 3_600_000}[unit as 's' | 'm' | 'h'];
}
