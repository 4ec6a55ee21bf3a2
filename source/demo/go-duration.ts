const unitMs: Readonly<Record<string, number>> = {h: 3_600_000, m: 60_000, s: 1000, ms: 1};

/** Milliseconds of a duration as Go writes it (`1h2m3.5s`); undefined when it is none. */
export function durationMs(text: string | undefined): number | undefined {
	if (!text || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
	return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs[unit!]!, 0);
}
