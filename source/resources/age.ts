const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/**
 * A duration as kubectl prints it: two units while the second one still
 * matters (`2m30s`, `3h20m`, `5d3h`, `2y300d`), one beyond that. A clock a
 * second ahead reads `0s`, further ahead `<invalid>`.
 */
export function sayDuration(durationMs: number): string {
	if (durationMs <= -2 * second) return '<invalid>';
	if (durationMs < 0) return '0s';
	if (durationMs < 2 * minute) return `${Math.floor(durationMs / second)}s`;
	if (durationMs < 10 * minute) return inTwo(durationMs, minute, 'm', second, 's');
	if (durationMs < 3 * hour) return `${Math.floor(durationMs / minute)}m`;
	if (durationMs < 8 * hour) return inTwo(durationMs, hour, 'h', minute, 'm');
	if (durationMs < 2 * day) return `${Math.floor(durationMs / hour)}h`;
	if (durationMs < 8 * day) return inTwo(durationMs, day, 'd', hour, 'h');
	if (durationMs < 2 * year) return `${Math.floor(durationMs / day)}d`;
	if (durationMs < 8 * year) return inTwo(durationMs, year, 'y', day, 'd');
	return `${Math.floor(durationMs / year)}y`;
}

function inTwo(
	durationMs: number,
	large: number,
	largeUnit: string,
	small: number,
	smallUnit: string,
): string {
	const rest = Math.floor((durationMs % large) / small);
	const whole = `${Math.floor(durationMs / large)}${largeUnit}`;
	return rest === 0 ? whole : `${whole}${rest}${smallUnit}`;
}

/** How long ago `time` was; `<unknown>` where there is none. */
export function sayAge(time: number | undefined, now: number): string {
	return time === undefined ? '<unknown>' : sayDuration(now - time);
}

/** Milliseconds since the epoch; undefined for an absent or unreadable time. */
export function timeOf(text: string | null | undefined): number | undefined {
	if (!text) return undefined;
	const time = isWholeSeconds(text) ? readSeconds(text) : Date.parse(text);
	return Number.isNaN(time) ? undefined : time;
}

/** `2026-11-23T13:00:00Z`: how Kubernetes writes nearly all of its times. */
function isWholeSeconds(text: string): boolean {
	return text.length === 20 && text[4] === '-' && text[10] === 'T' && text[13] === ':' && text[19] === 'Z';
}

/** Five times as fast as Date.parse, which was a third of the work of projecting a pod. */
function readSeconds(text: string): number {
	return Date.UTC(
		twoDigits(text, 0) * 100 + twoDigits(text, 2),
		twoDigits(text, 5) - 1,
		twoDigits(text, 8),
		twoDigits(text, 11),
		twoDigits(text, 14),
		twoDigits(text, 17),
	);
}

function twoDigits(text: string, at: number): number {
	return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

const zero = '0'.charCodeAt(0);
