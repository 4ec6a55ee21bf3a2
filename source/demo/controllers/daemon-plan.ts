/** Which pods of a daemon set are made and deleted next. Pure, and as the daemon set controller does it. */

export type DaemonPod = {
	name: string;
	phase: string;
	/** Of the daemon set's present template. */
	isNew: boolean;
	isTerminating: boolean;
	isReady: boolean;
	isAvailable: boolean;
};

/** A node with the daemon set's pods on it, the oldest first. */
export type Place = {node: string; isWanted: boolean; mayStay: boolean; pods: readonly DaemonPod[]};

/** Nodes that need a pod, and names of pods that go. */
export type Steps = {create: string[]; remove: string[]};

export type Bounds = {unavailable: number; surge: number};

/** The numbers that a strategy's bounds come to on so many nodes. */
export function boundsOf(maxUnavailable: number | string, maxSurge: number | string, wanted: number): Bounds {
	const share = (bound: number | string) =>
		typeof bound === 'number' ? bound : Math.ceil((Number.parseInt(bound, 10) * wanted) / 100);
	const bounds = {unavailable: share(maxUnavailable), surge: share(maxSurge)};
	return bounds.unavailable === 0 && bounds.surge === 0 ? {unavailable: 1, surge: 0} : bounds;
}

/** Sees to it that each node has the pod it should have, and no other. */
export function keepPlaces(places: readonly Place[], isSurging: boolean): Steps {
	const steps: Steps = {create: [], remove: []};
	for (const place of places) keepPlace(place, isSurging, steps);
	return steps;
}

function keepPlace({node, isWanted, mayStay, pods}: Place, isSurging: boolean, steps: Steps): void {
	const staying = pods.filter(({isTerminating}) => !isTerminating);
	const names = (all: readonly DaemonPod[]) => all.map(({name}) => name);
	if (isWanted && pods.length === 0) steps.create.push(node);
	else if (!mayStay) steps.remove.push(...names(staying));
	else {
		const running = staying.filter(({phase}) => phase !== 'Failed' && phase !== 'Succeeded');
		steps.remove.push(...names(staying.filter(pod => !running.includes(pod))));
		if (!isSurging) steps.remove.push(...names(running.slice(1)));
		else if (running.length > 1) steps.remove.push(...names(superseded(running)));
		else if (running.length === 0 && isWanted) steps.create.push(node);
	}
}

/** Of several pods on a node, those that go: all but one of each template, and the old as soon as the new serves. */
function superseded(running: readonly DaemonPod[]): DaemonPod[] {
	const fresh = running.find(({isNew}) => isNew);
	const old = running.find(({isNew}) => !isNew);
	const extra = running.filter(pod => pod !== fresh && pod !== old);
	const isDone = fresh && old && (!old.isReady || fresh.isAvailable);
	return isDone ? [...extra, old] : extra;
}

/** Replaces pods of an old template, no more at a time than is allowed. */
export function rollOn(places: readonly Place[], {unavailable, surge}: Bounds): Steps {
	const seen = places.filter(({isWanted, pods}) => isWanted || pods.length > 0).map(look);
	return surge === 0 ? takeDown(seen, unavailable) : putBeside(seen, surge);
}

/** Who of both templates is on a node; `isCrowded` where there are more than one of either. */
type Sight = {place: Place; fresh?: DaemonPod; old?: DaemonPod; isCrowded: boolean};

function look(place: Place): Sight {
	const staying = place.pods.filter(({isTerminating}) => !isTerminating);
	const fresh = staying.filter(({isNew}) => isNew);
	const old = staying.filter(({isNew}) => !isNew);
	return {place, fresh: fresh[0], old: old[0], isCrowded: fresh.length > 1 || old.length > 1};
}

/** Old pods that do not serve go at once; of the others as many as may be missing. */
function takeDown(seen: readonly Sight[], most: number): Steps {
	const isOld = ({fresh, old, isCrowded}: Sight) => !isCrowded && old !== undefined && !fresh;
	const idle = seen.filter(sight => isOld(sight) && !sight.old!.isAvailable);
	const serving = seen.filter(sight => isOld(sight) && sight.old!.isAvailable);
	const isMissing = ({fresh, old, isCrowded}: Sight) =>
		isCrowded || Boolean(fresh && old) || !fresh?.isAvailable;
	const missing = seen.filter(sight => !isOld(sight) && isMissing(sight));
	const room = Math.max(0, most - missing.length - idle.length);
	return {create: [], remove: [...idle, ...serving.slice(0, room)].map(({old}) => old!.name)};
}

/** New pods come beside old ones, as many as may; the old go when the new serve. */
function putBeside(seen: readonly Sight[], most: number): Steps {
	const alone = seen.filter(({fresh, old, isCrowded}) => old && !fresh && !isCrowded);
	const both = seen.filter(({fresh, old, isCrowded}) => old && fresh && !isCrowded);
	const outcast = alone.filter(({place}) => !place.isWanted);
	const wanted = alone.filter(({place}) => place.isWanted);
	const idle = wanted.filter(({old}) => !old!.isAvailable);
	const serving = wanted.filter(({old}) => old!.isAvailable);
	const done = both.filter(({fresh}) => fresh!.isAvailable);
	const surging = seen.filter(({isCrowded}) => isCrowded).length + both.length - done.length;
	const spare = availableCount(seen) - seen.filter(({place}) => place.isWanted).length;
	const dispensable = outcast.filter(({old}) => old!.isAvailable).slice(0, Math.max(0, spare));
	const useless = outcast.filter(({old}) => !old!.isAvailable);
	return {
		create: [...idle, ...serving.slice(0, Math.max(0, most - surging))].map(({place}) => place.node),
		remove: [...useless, ...done, ...dispensable].map(({old}) => old!.name),
	};
}

function availableCount(seen: readonly Sight[]): number {
	return seen.filter(({fresh, old, isCrowded}) => !isCrowded && (old ?? fresh)?.isAvailable).length;
}
