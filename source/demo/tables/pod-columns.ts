import type {KubernetesObject, Tree} from '../object.ts';
import {isOver, isReady} from '../pod-state.ts';
import {ageText} from './duration.ts';

/** What `kubectl get pods` says of the containers of a pod, which is no field of it. */
type Summary = {
	readonly word: string;
	readonly ready: number;
	readonly restarts: number;
	readonly ends: string[];
};

export function readyText(pod: KubernetesObject): string {
	const all = pod.spec.containers.length + sidecarsOf(pod).length;
	return `${summaryOf(pod).ready}/${all}`;
}

/** The number of restarts, and how long ago the last one was. */
export function restartsText(pod: KubernetesObject, nowMs: number): string {
	const {restarts, ends} = summaryOf(pod);
	return restarts > 0 && ends.length > 0
		? `${restarts} (${ageText(ends.sort().at(-1), nowMs)} ago)`
		: String(restarts);
}

/** The one word for how a pod is: the first container's trouble hides the phase. */
export function podStatusText(pod: KubernetesObject): string {
	const {reason} = pod.status ?? {};
	if (pod.metadata.deletionTimestamp && reason === 'NodeLost') return 'Unknown';
	if (pod.metadata.deletionTimestamp && !isOver(pod)) return 'Terminating';
	return summaryOf(pod).word;
}

/** How many of its readiness gates are open. */
export function gatesText({spec, status}: KubernetesObject): string {
	const gates: Tree[] = spec.readinessGates ?? [];
	const isOpen = ({conditionType}: Tree) =>
		status?.conditions?.some(({type, status: is}: Tree) => type === conditionType && is === 'True');
	return gates.length > 0 ? `${gates.filter(isOpen).length}/${gates.length}` : '<none>';
}

function conditionIs({status}: KubernetesObject, type: string, is: Tree): boolean {
	const condition = status?.conditions?.find((each: Tree) => each.type === type);
	return condition !== undefined && Object.entries(is).every(([name, value]) => condition[name] === value);
}

function sidecarsOf({spec}: KubernetesObject): Tree[] {
	return (spec.initContainers ?? []).filter(({restartPolicy}: Tree) => restartPolicy === 'Always');
}

function summaryOf(pod: KubernetesObject): Summary {
	const {phase, reason} = pod.status ?? {};
	const isGated = conditionIs(pod, 'PodScheduled', {reason: 'SchedulingGated'});
	const start = isGated ? 'SchedulingGated' : reason || phase || 'Unknown';
	const init: Tree[] = pod.status?.initContainerStatuses ?? [];
	const sidecars = sidecarsOf(pod).map(({name}) => name);
	const isSidecar = ({name}: Tree) => sidecars.includes(name);
	const isPast = (status: Tree) =>
		status.state?.terminated?.exitCode === 0 || (isSidecar(status) && status.started === true);
	const current = init.findIndex(status => !isPast(status));
	const reached = current < 0 ? init : init.slice(0, current + 1);
	const ready = reached.filter(status => isSidecar(status) && status.started && status.ready).length;
	if (current >= 0 && !conditionIs(pod, 'Initialized', {status: 'True'}))
		return {word: initWord(init[current]!, current, pod), ready, ...restartsOf(reached)};
	const statuses: Tree[] = pod.status?.containerStatuses ?? [];
	const running = statuses.filter(status => status.ready && status.state?.running);
	return {
		word: mainWord(pod, statuses, running.length > 0, start),
		ready: ready + running.length,
		...restartsOf([...reached.filter(isSidecar), ...statuses]),
	};
}

function initWord({state = {}}: Tree, i: number, {spec}: KubernetesObject): string {
	if (state.terminated) return `Init:${endWord(state.terminated)}`;
	const {reason} = state.waiting ?? {};
	return reason && reason !== 'PodInitializing'
		? `Init:${reason}`
		: `Init:${i}/${spec.initContainers.length}`;
}

function mainWord(pod: KubernetesObject, statuses: Tree[], hasRunning: boolean, start: string): string {
	const words = statuses.map(
		({state = {}}) => state.waiting?.reason || (state.terminated && endWord(state.terminated)),
	);
	const first = words.find(Boolean) ?? start;
	if (first !== 'Completed') return first;
	const failed = statuses.find(({state}) => state?.terminated && state.terminated.exitCode !== 0);
	if (hasRunning && isReady(pod)) return 'Running';
	if (failed) return endWord(failed.state.terminated);
	return hasRunning ? 'NotReady' : first;
}

function endWord({reason, signal, exitCode}: Tree): string {
	return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function restartsOf(statuses: Tree[]): {restarts: number; ends: string[]} {
	return {
		restarts: statuses.reduce((sum, {restartCount}) => sum + restartCount, 0),
		ends: statuses.map(({lastState}) => lastState?.terminated?.finishedAt).filter(Boolean),
	};
}
