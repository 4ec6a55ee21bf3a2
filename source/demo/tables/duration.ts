const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** A length of time in at most two units, as kubectl writes ages: `45s`, `3m20s`, `4d7h`. */
export function durationText(lengthMs: number): string {
	const count = (unit: number, within = Number.POSITIVE_INFINITY) => Math.floor((lengthMs % within) / unit);
	const both = (large: number, largeName: string, small: number, smallName: string) => {
		const rest = count(small, large);
		return `${count(large)}${largeName}${rest > 0 ? `${rest}${smallName}` : ''}`;
	};
	if (lengthMs < 0) return lengthMs < -second ? '<invalid>' : '0s';
	if (lengthMs < 2 * minute) return `${count(second)}s`;
	if (lengthMs < 10 * minute) return both(minute, 'm', second, 's');
	if (lengthMs < 3 * hour) return `${count(minute)}m`;
	if (lengthMs < 8 * hour) return both(hour, 'h', minute, 'm');
	if (lengthMs < 2 * day) return `${count(hour)}h`;
	if (lengthMs < 8 * day) return both(day, 'd', hour, 'h');
	if (lengthMs < 2 * year) return `${count(day)}d`;
	return lengthMs < 8 * year ? both(year, 'y', day, 'd') : `${count(year)}y`;
}

/** How long ago a timestamp was. */
export function ageText(timestamp: string | undefined, nowMs: number): string {
	return timestamp ? durationText(nowMs - Date.parse(timestamp)) : '<unknown>';
}
