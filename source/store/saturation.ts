import {usageKey} from '../resources/usage.ts';
import type {Event} from './events.ts';
import {keptMs} from './measures.ts';
import {type State, topScreen} from './state.ts';
import {type Compared, versionsOf} from './versions.ts';
import {podsBehind} from './workloads.ts';

/** How much CPU and memory versions used at one moment, against what their pods ask for and may have. */
export type SaturationSample = {
	/** By the cluster's clock. */
	readonly at: number;
	readonly versions: readonly SaturatedVersion[];
};

export type SaturatedVersion = {
	readonly name: string;
	/** Percent; undefined where it is not known, or where no pod states any. */
	readonly ofRequests?: number;
	readonly ofLimits?: number;
	/** Of the pod that is nearest to its limit: at 100 it is killed, however much room others have. */
	readonly memoryOfLimit?: number;
	/** Of the pod that uses most of what it asks for. */
	readonly memoryOfRequest?: number;
};

/** By the uid of the split or the rollout; the last ten minutes while it was looked at. */
export type Saturation = {readonly [subject: string]: readonly SaturationSample[]};

/** Each reading of metrics, kept for what is on screen; one that failed leaves a gap. */
export function reduceSaturation(state: State, event: Event): State {
	if (event.type === 'contextConnected') return {...state, saturation: {}};
	if (event.type !== 'usageRead' || event.of !== 'pods') return state;
	const {name, subject} = topScreen(state);
	if (subject === undefined || (name !== 'split' && name !== 'rollout')) return state;
	const versions = versionsOf(state, subject).map(version => saturatedVersion(state, version, event.usage));
	if (versions.length === 0) return state;
	const at = state.now;
	const former = (state.saturation[subject.uid] ?? []).filter(
		sample => sample.at > at - keptMs && sample.at < at,
	);
	return {...state, saturation: {...state.saturation, [subject.uid]: [...former, {at, versions}]}};
}

/** Of the pods that metrics tell of: one that is missing counts on neither side. */
function saturatedVersion(
	state: State,
	version: Compared,
	usage: Extract<Event, {type: 'usageRead'}>['usage'],
): SaturatedVersion {
	const of = {requests: {used: 0, whole: 0}, limits: {used: 0, whole: 0}};
	const memoryOfLimits: number[] = [];
	const memoryOfRequests: number[] = [];
	for (const pod of podsBehind(state, version)) {
		const {cpuMillicores: used, memoryBytes} = usage.get(usageKey(pod)) ?? {};
		if (used === undefined || memoryBytes === undefined) continue;
		if (pod.cpuRequest) add(of.requests, used, pod.cpuRequest);
		if (pod.cpuLimit) add(of.limits, used, pod.cpuLimit);
		if (pod.memoryLimit) memoryOfLimits.push((100 * memoryBytes) / pod.memoryLimit);
		if (pod.memoryRequest) memoryOfRequests.push((100 * memoryBytes) / pod.memoryRequest);
	}
	return {
		name: version.name,
		...(of.requests.whole > 0 && {ofRequests: percent(of.requests)}),
		...(of.limits.whole > 0 && {ofLimits: percent(of.limits)}),
		...(memoryOfLimits.length > 0 && {memoryOfLimit: Math.max(...memoryOfLimits)}),
		...(memoryOfRequests.length > 0 && {memoryOfRequest: Math.max(...memoryOfRequests)}),
	};
}

type Part = {used: number; whole: number};

function add(part: Part, used: number, whole: number): void {
	part.used += used;
	part.whole += whole;
}

function percent({used, whole}: Part): number {
	return (100 * used) / whole;
}
