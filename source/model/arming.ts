/** Whoever needs longer arms again: a production context that stays armed overnight is no guard. */
export const mostArmMs = 4 * 3_600_000;

/** `15m`, `2h`, as it is typed. */
export function typedTime(ms: number): string {
	const minutes = Math.round(ms / 60_000);
	return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** `15 min`, `2 h`, as it is read. */
export function sayTime(ms: number): string {
	const minutes = Math.ceil(ms / 60_000);
	return minutes % 60 === 0 && minutes > 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** What is typed to arm a context: its name, or of a long one that is a path (an ARN) the end that tells it from others. */
export function armingWord(contextName: string): string {
	return contextName.slice(contextName.lastIndexOf('/') + 1) || contextName;
}
