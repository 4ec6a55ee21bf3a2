const unitMs = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/**
 * Milliseconds of `300ms`, `90s`, `1.5m` or `1h30m`; undefined for anything
 * else. A number alone is none but for 0, as with kubectl: 5 may be meant as
 * seconds by one and as minutes by another.
 */
export function parseDuration(text: string): number | undefined {
	if (text === '0') return 0;
	if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
	return parts.reduce(
		(sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit as keyof typeof unitMs],
		0,
	);
}

/** What is wrong with a time that was typed for a flag, and what may be; undefined where it is one. */
export function whyNoDuration(flag: string, text: string, use = 'use 30s, 5m or 1h'): string | undefined {
	if (parseDuration(text) !== undefined) return undefined;
	return /^\d+(\.\d+)?$/.test(text)
		? `${flag} ${text} has no unit: use ${text}s, ${text}m or ${text}h.`
		: `${flag} ${text} is not a time: ${use}.`;
}
