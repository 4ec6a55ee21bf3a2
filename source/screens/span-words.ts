const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Time that is left, on a screen that stands still: whole minutes, and steps of
 * two seconds near the end alone, so that nothing is sent while nothing happens.
 */
export function sayLeft(until: number, now: number): string {
	const leftMs = until - now;
	if (leftMs <= 0) return 'any moment now';
	return leftMs >= minute
		? sayMinutes(Math.ceil(leftMs / minute))
		: `${Math.ceil(leftMs / (2 * second)) * 2} s`;
}

/** Time that has passed, in whole minutes. */
export function sayPassed(since: number, now: number): string {
	const passedMs = Math.max(0, now - since);
	if (passedMs < minute) return 'less than a minute';
	if (passedMs >= 2 * day) return `${Math.floor(passedMs / day)} days`;
	return sayMinutes(Math.floor(passedMs / minute));
}

function sayMinutes(minutes: number): string {
	if (minutes < 60) return `${minutes} min`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
