import type {NodeRow} from '../resources/nodes.ts';

/** How a node stands, in one word of the people who run it. */
export type Stands = 'ready' | 'new' | 'cordoned' | 'pressed' | 'failed' | 'disconnected' | 'retired';

/** How a node stands, since when, and what tells it. */
export type Standing = {
	readonly is: Stands;
	readonly since: number | undefined;
	/** A sentence without its dot; empty where there is nothing to say. */
	readonly says: string;
};

/** A node takes a while until it is ready for the first time. */
const joiningMs = 120_000;
/** For so long a node is told of as new. */
const newMs = 15 * 60_000;

/** What the node itself tells. That it is gone tells its absence only. */
export function standingOf(node: NodeRow, now: number): Standing {
	const {readiness, created} = node;
	const isJoining = now - created < joiningMs;
	if (readiness === undefined)
		return isJoining
			? {is: 'new', since: created, says: 'its kubelet has not reported yet'}
			: {is: 'failed', since: created, says: 'its kubelet has never reported'};
	if (node.isReady) return readyStanding(node, now);
	const why = withoutDot(readiness.message) || readiness.reason || 'it does not say why';
	if (readiness.status === 'False') {
		const says = `its kubelet says it is not ready: ${why}`;
		return isJoining
			? {is: 'new', since: created, says}
			: {is: 'failed', since: readiness.since, says: `${says}${sayTaints(node)}`};
	}
	const says = `its kubelet is silent (${why}): it failed or is cut off, and its pods may run on`;
	return {is: 'disconnected', since: readiness.since, says: `${says}${sayTaints(node)}`};
}

function readyStanding(node: NodeRow, now: number): Standing {
	const {created, readiness, pressures, isSchedulable, tainted} = node;
	if (!isSchedulable) {
		const since = tainted.find(({key}) => key === unschedulableTaint)?.since;
		return {is: 'cordoned', since, says: 'it takes no new pods; those on it stay'};
	}
	const [pressure] = pressures;
	if (pressure !== undefined) {
		const why = withoutDot(pressure.message);
		return {is: 'pressed', since: pressure.since, says: `it reports ${pressure.type}${why && `: ${why}`}`};
	}
	if (now - created < newMs) return {is: 'new', since: created, says: 'it joined, and takes pods'};
	return {is: 'ready', since: readiness?.since, says: ''};
}

const unschedulableTaint = 'node.kubernetes.io/unschedulable';

/** Whether pods are driven off it already, and whether somebody has said that its machine is out of service. */
function sayTaints({tainted, isSchedulable}: NodeRow): string {
	const named = [
		...(tainted.some(({key}) => key === 'node.kubernetes.io/out-of-service')
			? ['somebody has declared it out of service']
			: []),
		...(tainted.some(({key}) => key === 'node.cloudprovider.kubernetes.io/shutdown')
			? ['its cloud says the machine is shut down']
			: []),
		...(tainted.some(({effect}) => effect === 'NoExecute') ? ['pods are driven off it'] : []),
		...(isSchedulable ? [] : ['it is cordoned too']),
	];
	return named.map(each => `; ${each}`).join('');
}

function withoutDot(message: string): string {
	return message.replace(/\.$/, '');
}
