/** The arithmetic of rolling updates: who may be how large. Pure, and as the deployment controller does it. */

/** A replica set as far as a rollout cares. */
export type Size = {replicas: number; available: number};

/** How many pods beyond `wanted` and how many fewer are allowed; never both zero, or nothing could move. */
export function bounds(wanted: number, maxSurge: number | string, maxUnavailable: number | string) {
	const surge = resolve(maxSurge, wanted, Math.ceil);
	const unavailable = resolve(maxUnavailable, wanted, Math.floor);
	return {surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, wanted || 1)};
}

function resolve(bound: number | string, wanted: number, round: (count: number) => number): number {
	if (typeof bound === 'number') return bound;
	return round((Number.parseInt(bound, 10) * wanted) / 100);
}

/** How large the new replica set may be now, with `others` beside it. */
export function newSize(wanted: number, surge: number, fresh: Size, others: readonly Size[]): number {
	if (fresh.replicas >= wanted) return wanted;
	const room = wanted + surge - total([fresh, ...others]);
	return room <= 0 ? fresh.replicas : fresh.replicas + Math.min(room, wanted - fresh.replicas);
}

export function total(sizes: readonly Size[]): number {
	return sizes.reduce((sum, {replicas}) => sum + replicas, 0);
}

function totalAvailable(sizes: readonly Size[]): number {
	return sizes.reduce((sum, {available}) => sum + available, 0);
}

/**
 * The sizes to which old replica sets (oldest first) go now. What is not available goes first, since it
 * serves nobody; then as many as can be spared without going below `wanted - unavailable`.
 */
export function oldSizes(wanted: number, unavailable: number, fresh: Size, old: readonly Size[]): number[] {
	const least = wanted - unavailable;
	const spare = total([fresh, ...old]) - least - (fresh.replicas - fresh.available);
	if (spare <= 0) return old.map(({replicas}) => replicas);
	const healthy = withoutUnhealthy(old, spare);
	return withoutSpare(healthy, totalAvailable([fresh, ...old]) - least);
}

function withoutUnhealthy(old: readonly Size[], most: number): Size[] {
	let left = most;
	return old.map(({replicas, available}) => {
		const removed = Math.max(0, Math.min(left, replicas - available));
		left -= removed;
		return {replicas: replicas - removed, available};
	});
}

function withoutSpare(old: readonly Size[], most: number): number[] {
	let left = Math.max(0, most);
	return old.map(({replicas}) => {
		const removed = Math.min(left, replicas);
		left -= removed;
		return replicas - removed;
	});
}

/** A replica set in a proportional scaling; `most` is what the deployment allowed when it was last sized. */
export type Share = {replicas: number; most: number};

/**
 * The sizes when a deployment is scaled in the middle of a rollout: every replica set (in order of who
 * gets the remainder) keeps its proportion of `allowed`.
 */
export function proportionalSizes(allowed: number, shares: readonly Share[]): number[] {
	const change = allowed - shares.reduce((sum, {replicas}) => sum + replicas, 0);
	if (change === 0) return shares.map(({replicas}) => replicas);
	let done = 0;
	const sizes = shares.map(({replicas, most}) => {
		const fraction = allowed === 0 ? -replicas : Math.round((replicas * allowed) / most) - replicas;
		const step = change > 0 ? Math.min(fraction, change - done) : Math.max(fraction, change - done);
		done += step;
		return replicas + step;
	});
	return sizes.map((size, i) => (i === 0 ? Math.max(0, size + change - done) : size));
}
