/** Which pods of a stateful set are made and deleted next. Pure, and as the stateful set controller does it. */

/** A pod of the set that is there. */
export type Member = {
	ordinal: number;
	revision: string;
	/** Failed or succeeded: to be replaced, however it ended. */
	isOver: boolean;
	isTerminating: boolean;
	isReady: boolean;
	isAvailable: boolean;
};

export type Wanted = {
	start: number;
	replicas: number;
	/** One after the other, each when its predecessor is available. */
	isOrdered: boolean;
	/** How many of the first stay at the current revision; undefined where pods are only updated as they go. */
	partition: number | undefined;
	current: string;
	update: string;
};

export type Steps = {create: {ordinal: number; revision: string}[]; remove: number[]};

/** What is to be done now; what follows from it is seen when the pods have changed. */
export function nextSteps(wanted: Wanted, members: readonly Member[]): Steps {
	const steps: Steps = {create: [], remove: []};
	const byOrdinal = new Map(members.map(member => [member.ordinal, member]));
	if (fillPlaces(wanted, byOrdinal, steps)) return steps;
	if (shrink(wanted, members, steps)) return steps;
	if (wanted.partition !== undefined) rollOn(wanted, byOrdinal, steps);
	return steps;
}

/** Makes who is missing; true when those behind have to wait. */
function fillPlaces(wanted: Wanted, byOrdinal: Map<number, Member>, steps: Steps): boolean {
	const {start, replicas, isOrdered} = wanted;
	for (let ordinal = start; ordinal < start + replicas; ordinal++) {
		const member = byOrdinal.get(ordinal);
		if (!member) steps.create.push({ordinal, revision: revisionFor(wanted, ordinal)});
		else if (member.isOver && !member.isTerminating) steps.remove.push(ordinal);
		if (isOrdered && !isServing(member)) return true;
	}
	return false;
}

function revisionFor({start, partition, current, update}: Wanted, ordinal: number): string {
	return partition !== undefined && ordinal < start + partition ? current : update;
}

function isServing(member: Member | undefined): boolean {
	return member !== undefined && !member.isTerminating && member.isAvailable;
}

/** Deletes who is too many, the last first; true when the next has to wait. */
function shrink({start, replicas, isOrdered}: Wanted, members: readonly Member[], steps: Steps): boolean {
	const surplus = members.filter(({ordinal}) => ordinal < start || ordinal >= start + replicas);
	const descending = surplus.sort((a, b) => b.ordinal - a.ordinal);
	if (isOrdered && descending.length > 0) {
		const [last] = descending;
		const firstIdle = descending.findLast(member => !isServing(member));
		if (!last!.isTerminating && (isServing(last) || last === firstIdle)) steps.remove.push(last!.ordinal);
		return true;
	}
	for (const {ordinal, isTerminating} of descending) if (!isTerminating) steps.remove.push(ordinal);
	return false;
}

/** Deletes the last of those at another revision, once all behind it serve. */
function rollOn(wanted: Wanted, byOrdinal: Map<number, Member>, steps: Steps): void {
	const {start, replicas, partition = 0, update} = wanted;
	for (let ordinal = start + replicas - 1; ordinal >= start + partition; ordinal--) {
		const member = byOrdinal.get(ordinal);
		const isOld = member && member.revision !== update && !member.isTerminating;
		if (isOld && !steps.remove.includes(ordinal)) steps.remove.push(ordinal);
		if (isOld || !isServing(member)) return;
	}
}
