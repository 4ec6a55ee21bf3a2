/** `14:02:11 UTC`: the time of the cluster, for people in many time zones. */
export function sayMoment(at: number): string {
	return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

/** `60 s`, `5 min`. */
export function saySpan(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
