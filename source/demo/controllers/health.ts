/**
 * Probes of containers, and what follows from them. A container that is well is not probed over and over:
 * whoever knows that its answers may have changed says so, and from then on it is probed in its own rhythm
 * until all is well again. So thousands of healthy pods cost nothing.
 */
import type {Cluster} from '../cluster.ts';
import {fnv32} from '../luck.ts';
import type {KubernetesObject} from '../object.ts';
import type {Entry} from '../store.ts';
import {laterInRun, tell, write} from './pod-agent.ts';
import {isRestarted, statusOf} from './pod-containers.ts';
import {answer, type ProbeKind, probeOf} from './probe-answer.ts';

/** Ends a container that has failed a probe; `message` says why. */
type Kill = (cluster: Cluster, pod: Entry, name: string, message: string) => void;

/** One probe of one container that is under way; `count` answers of the same kind came in a row. */
type Probing = {
	readonly name: string;
	readonly kind: ProbeKind;
	readonly kill: Kill;
	readonly isOk?: boolean;
	readonly count: number;
};

/** Begins to probe a container that has just started. */
export function probeFromStart(cluster: Cluster, pod: Entry, name: string, kill: Kill): void {
	if (probeOf(pod.object, name, 'startup')) probeSoon(cluster, pod, name, 'startup', kill);
	else probeFromReady(cluster, pod, name, kill);
}

function probeFromReady(cluster: Cluster, pod: Entry, name: string, kill: Kill): void {
	probeSoon(cluster, pod, name, 'readiness', kill);
	if (isFailing(cluster, pod.object, name, 'liveness')) probeSoon(cluster, pod, name, 'liveness', kill);
}

function probeSoon(cluster: Cluster, pod: Entry, name: string, kind: ProbeKind, kill: Kill): void {
	const probe = probeOf(pod.object, name, kind);
	if (!probe) return;
	const delayMs = (probe.initialDelaySeconds ?? 0) * 1000 + 400 + (fnv32(pod.object.metadata.uid) % 900);
	probeAfter(cluster, pod, {name, kind, kill, count: 0}, delayMs);
}

function isFailing(cluster: Cluster, pod: KubernetesObject, name: string, kind: ProbeKind): boolean {
	return probeOf(pod, name, kind) !== undefined && answer(cluster, pod, name, kind) !== 'ok';
}

/** Probes a pod's containers in turn from now on, as far as their answers are not what its status says. */
export function probeAgain(cluster: Cluster, pod: Entry, kill: Kill): void {
	for (const {name} of pod.object.spec.containers) {
		const {state, started, ready} = statusOf(pod.object, name);
		if (!state.running || !started) continue;
		const isFit = !isFailing(cluster, pod.object, name, 'readiness');
		if (isFit !== ready) probeInTurn(cluster, pod, {name, kind: 'readiness', kill, count: 0});
		if (isFailing(cluster, pod.object, name, 'liveness'))
			probeInTurn(cluster, pod, {name, kind: 'liveness', kill, count: 0});
	}
}

/** Each container is probed at moments of its own, as far apart as its probe's period. */
function probeInTurn(cluster: Cluster, pod: Entry, probing: Probing): void {
	const probe = probeOf(pod.object, probing.name, probing.kind);
	if (!probe) return;
	const periodMs = (probe.periodSeconds ?? 10) * 1000;
	const phaseMs = fnv32(keyOf(pod.object, probing)) % periodMs;
	probeAfter(cluster, pod, probing, periodMs - ((cluster.clock.now() + phaseMs) % periodMs));
}

function keyOf(pod: KubernetesObject, {name, kind}: Probing): string {
	return `${statusOf(pod, name).containerID}/${kind}`;
}

/** Probes after a while, unless the same probe is under way already. */
function probeAfter(cluster: Cluster, pod: Entry, probing: Probing, delayMs: number): void {
	const {probes} = cluster.machines.get(pod.object.spec.nodeName)!;
	const key = `${pod.object.metadata.uid}/${keyOf(pod.object, probing)}`;
	if (probes.has(key)) return;
	probes.add(key);
	laterInRun(cluster, pod, probing.name, delayMs, present => {
		probes.delete(key);
		probe(cluster, present, probing);
	});
}

function probe(cluster: Cluster, pod: Entry, before: Probing): void {
	const {name, kind, kill} = before;
	const {periodSeconds = 10, successThreshold = 1, failureThreshold = 3} = probeOf(pod.object, name, kind)!;
	const said = answer(cluster, pod.object, name, kind);
	const isOk = said === 'ok';
	const probing = {...before, isOk, count: isOk === before.isOk ? before.count + 1 : 1};
	if (!isOk) {
		const message = `${kind[0]!.toUpperCase()}${kind.slice(1)} probe failed: ${said}`;
		tell(cluster, pod, name, {type: 'Warning', reason: 'Unhealthy', message});
	}
	const isSure = probing.count >= (isOk ? successThreshold : failureThreshold);
	if (isSure) conclude(cluster, pod, probing);
	const isOver = isSure && (isOk || kind !== 'readiness');
	if (!isOver) probeAfter(cluster, pod, probing, periodSeconds * 1000);
	else if (isOk && kind === 'startup') probeFromReady(cluster, pod, name, kill);
}

function conclude(cluster: Cluster, pod: Entry, {name, kind, kill, isOk = false}: Probing): void {
	if (kind === 'readiness') write(cluster, pod, {[name]: {ready: isOk}});
	else if (!isOk) kill(cluster, pod, name, deathOf(pod.object, name, kind));
	else if (kind === 'startup')
		write(cluster, pod, {[name]: {started: true, ready: !probeOf(pod.object, name, 'readiness')}});
}

function deathOf(pod: KubernetesObject, name: string, kind: ProbeKind): string {
	const isBack = isRestarted(pod, name, 137);
	return `Container ${name} failed ${kind} probe${isBack ? ', will be restarted' : ''}`;
}
