/** `14:02:11 UTC`: the time of the cluster, for people in many time zones. */
export function sayMoment(at: number): string {
	return `${sayTimeOfDay(at)} UTC`;
}

/** `14:02:11`, in UTC, where a heading or a sentence beside it says so. */
export function sayTimeOfDay(at: number): string {
	return new Date(at).toISOString().slice(11, 19);
}
