/**
 * What too many requests do to a pod's health: while they wait longer than its readiness probe does, it
 * fails that probe and gets no more of them; when they take more memory than it may use, it is killed.
 */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {fnv32} from '../luck.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isReady} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import {runOf, tell, write} from './pod-agent.ts';
import {endRun} from './pod-run.ts';

/** Probes in a row that failed, by pod; a pod that is unready for them is here until one succeeds. */
type Failures = Map<string, {pod: KubernetesObject; count: number; probedAtMs: number}>;

export function runStrain(cluster: Cluster): void {
	const failures: Failures = new Map();
	cluster.traffic.onStep(() => {
		for (const pod of [...cluster.traffic.strained]) {
			if (!isKilled(cluster, pod) && !cluster.traffic.answersProbe(pod, timeoutMsOf(pod)))
				noteFailing(cluster, failures, pod);
		}
		for (const uid of [...failures.keys()]) probe(cluster, failures, uid);
	});
}

function probeOf({spec}: KubernetesObject): Tree | undefined {
	return spec.containers[0].readinessProbe;
}

function timeoutMsOf(pod: KubernetesObject): number {
	return 1000 * (probeOf(pod)?.timeoutSeconds ?? 1);
}

function noteFailing({clock}: Cluster, failures: Failures, pod: KubernetesObject): void {
	const {uid} = pod.metadata;
	if (probeOf(pod) && isReady(pod) && !failures.has(uid))
		failures.set(uid, {pod, count: 0, probedAtMs: clock.now()});
}

/** Probes a pod when its turn has come, each pod at seconds of its own. */
function probe(cluster: Cluster, failures: Failures, uid: string): void {
	const failing = failures.get(uid)!;
	const {namespace, name} = failing.pod.metadata;
	const pod = cluster.store.get(pods, namespace, name);
	const isRunning = pod?.object.metadata.uid === uid && runOf(pod.object).state.running;
	if (!isRunning || pod.object.metadata.deletionTimestamp) {
		failures.delete(uid);
		return;
	}
	const {periodSeconds = 10, failureThreshold = 3} = probeOf(pod.object)!;
	const turn = (atMs: number) => Math.floor((atMs / 1000 + (fnv32(uid) % periodSeconds)) / periodSeconds);
	const nowMs = cluster.clock.now();
	if (turn(nowMs) === turn(failing.probedAtMs)) return;
	failing.probedAtMs = nowMs;
	if (cluster.traffic.answersProbe(pod.object, timeoutMsOf(pod.object))) {
		failures.delete(uid);
		setReady(cluster, pod, true);
		return;
	}
	failing.count++;
	const {path = '/', port = ''} = probeOf(pod.object)!.httpGet ?? {};
	const url = JSON.stringify(`http://${pod.object.status.podIP}:${portNumber(pod.object, port)}${path}`);
	const message = `Readiness probe failed: Get ${url}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
	tell(cluster, pod, {type: 'Warning', reason: 'Unhealthy', message});
	if (failing.count >= failureThreshold) setReady(cluster, pod, false);
}

function setReady(cluster: Cluster, pod: Entry, isReady: boolean): void {
	write(cluster, pod, 'Running', {...runOf(pod.object), isReady});
}

function portNumber({spec}: KubernetesObject, port: string | number): string | number {
	const ports: Tree[] = spec.containers[0].ports ?? [];
	return ports.find(({name}) => name === port)?.containerPort ?? port;
}

/** Kills a pod's container when it takes more memory than it may. */
function isKilled(cluster: Cluster, {metadata: {namespace, name}}: KubernetesObject): boolean {
	const pod = cluster.store.get(pods, namespace, name);
	if (!pod || !runOf(pod.object).state.running) return false;
	const limit = mebibytesOf(pod.object.spec.containers[0].resources?.limits?.memory);
	const {memoryMebibytes = 0} = cluster.traffic.loadOf(pod.object) ?? {};
	if (memoryMebibytes <= limit) return false;
	endRun(cluster, pod, {afterMs: 0, exitCode: 137, reason: 'OOMKilled'});
	return true;
}

const units: Readonly<Record<string, number>> = {
	Ki: 1 / 1024,
	Mi: 1,
	Gi: 1024,
	M: 1e6 / 2 ** 20,
	G: 1e9 / 2 ** 20,
};

/** A quantity of memory; infinite where there is none. */
function mebibytesOf(quantity: string | undefined): number {
	const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? [];
	return amount === undefined ? Number.POSITIVE_INFINITY : Number(amount) * (units[unit] ?? 1 / 2 ** 20);
}
