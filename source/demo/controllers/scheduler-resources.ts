/** What pods ask of a node and what is left of it; in millicores, bytes and whole numbers. */
import type {KubernetesObject, Tree} from '../object.ts';
import {milliValue, quantityValue} from '../quantity.ts';

/** Amounts by the name of the resource; processors in millicores. */
export type Amounts = Readonly<Record<string, number>>;

/** What a pod's containers ask for together: all at once, or the most that any step of its start needs. */
export function requestsOf({spec}: KubernetesObject): Amounts {
	if (spec.containers.length === 1 && !spec.initContainers?.length && !spec.overhead)
		return askedBy(spec.containers[0]);
	const isSidecar = ({restartPolicy}: Tree) => restartPolicy === 'Always';
	const first: Tree[] = spec.initContainers ?? [];
	const steady = added([...spec.containers, ...first.filter(isSidecar)].map(askedBy));
	const steps = first.map((step, i) =>
		added([askedBy(step), ...first.slice(0, i).filter(isSidecar).map(askedBy)]),
	);
	return added([most([steady, ...steps]), amountsOf(spec.overhead)]);
}

/** What a pod counts for where the emptiest node is sought: one that asks for nothing is not nothing. */
export function weightOf(pod: KubernetesObject): Amounts {
	const {cpu, memory} = requestsOf(pod);
	return {cpu: cpu || 100, memory: memory || 200 * 2 ** 20};
}

function askedBy({resources}: Tree): Amounts {
	return amountsOf(resources?.requests);
}

/** What a node has for pods. */
export function roomOf({status}: KubernetesObject): Amounts {
	return amountsOf(status?.allocatable);
}

/** Quantities as a `requests` or an `allocatable` has them. */
function amountsOf(quantities: Tree = nothing): Amounts {
	let amounts = known.get(quantities);
	if (!amounts) {
		amounts = readAmounts(quantities);
		known.set(quantities, amounts);
	}
	return amounts;
}

const nothing: Tree = {};

/** Pods of a template share them, and heartbeats leave them as they are, so that they are seldom read anew. */
const known = new WeakMap<Tree, Amounts>();

function readAmounts(quantities: Tree): Amounts {
	const entries = Object.entries<string>(quantities);
	return Object.fromEntries(
		entries.map(([name, value]) => [name, name === 'cpu' ? milliValue(value) : quantityValue(value)]),
	);
}

export function added(parts: readonly Amounts[]): Amounts {
	const sum: Record<string, number> = {};
	for (const part of parts)
		for (const [name, value] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + value;
	return sum;
}

function most(parts: readonly Amounts[]): Amounts {
	const top: Record<string, number> = {};
	for (const part of parts)
		for (const [name, value] of Object.entries(part)) top[name] = Math.max(top[name] ?? 0, value);
	return top;
}

/** Of these the scheduler speaks first and in this order. */
const common = ['cpu', 'memory', 'ephemeral-storage'];

export type Shortage = {readonly says: string /** No pod's end would help. */; readonly isForGood: boolean};

/** What a node with this much in use lacks for a pod. */
export function shortages(asked: Amounts, room: Amounts, used: Amounts, podCount: number): Shortage[] {
	const others = Object.keys(asked).filter(name => !common.includes(name));
	const lacking = [...common, ...others.sort()].filter(name => {
		const wanted = asked[name] ?? 0;
		return wanted > 0 && wanted > (room[name] ?? 0) - (used[name] ?? 0);
	});
	return [
		...(podCount + 1 > (room.pods ?? 0) ? [{says: 'Too many pods', isForGood: false}] : []),
		...lacking.map(name => ({says: `Insufficient ${name}`, isForGood: asked[name]! > (room[name] ?? 0)})),
	];
}
