/** Starting a pod's containers, and starting them again when they fall over. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {fnv32} from '../luck.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {backOffMs, later, runOf, type Step, tell, write} from './pod-agent.ts';
import {type Ending, endingOf, isRestarted} from './pod-completion.ts';
import {containerId, waiting} from './pod-status.ts';

/** Starts all containers; `podIP` is the pod's address from now on. */
export function start(cluster: Cluster, pod: Entry, podIP: string): void {
	const {state, restartCount: before, lastState: earlier} = runOf(pod.object);
	const {terminated} = state;
	const lastState = terminated ? {terminated} : earlier;
	const restartCount = before + (terminated ? 1 : 0);
	tell(cluster, pod, {reason: 'Created', message: 'Container created'});
	tell(cluster, pod, {reason: 'Started', message: 'Container started'});
	const running = {running: {startedAt: timestamp(cluster.clock.now())}};
	const delayMs = readinessDelayMs(pod.object);
	const run = {state: running, lastState, isReady: delayMs === 0, restartCount};
	const started = write(cluster, pod, 'Running', run, {podIP, podIPs: [{ip: podIP}]});
	if (delayMs > 0) later(cluster, started, delayMs, becomeReady(cluster, restartCount));
	const ending = endingOf(started.object, cluster.luck);
	if (ending) later(cluster, started, ending.afterMs, runner => endRun(cluster, runner, ending));
}

/** Takes a pod's containers for lost with all that ran on its machine. */
export function loseContainers(cluster: Cluster, pod: Entry): Entry {
	const {restartCount, state, lastState} = runOf(pod.object);
	const terminated = {
		exitCode: 255,
		reason: 'Unknown',
		startedAt: state.running?.startedAt,
		finishedAt: timestamp(cluster.clock.now()),
		containerID: containerId(pod.object, pod.object.spec.containers[0].name, restartCount),
	};
	return write(cluster, pod, 'Running', {state: {terminated}, lastState, isReady: false, restartCount});
}

function becomeReady(cluster: Cluster, restartCount: number): Step {
	return pod => {
		const run = runOf(pod.object);
		const isSameRun = run.state.running && run.restartCount === restartCount;
		if (isSameRun) write(cluster, pod, 'Running', {...run, isReady: true});
	};
}

/** Ends the run of a pod's containers, which start again where the pod asks for that. */
export function endRun(cluster: Cluster, pod: Entry, {exitCode, reason}: Ending): void {
	const {restartCount, state, lastState} = runOf(pod.object);
	const terminated = {
		exitCode,
		reason,
		startedAt: state.running?.startedAt,
		finishedAt: timestamp(cluster.clock.now()),
		containerID: containerId(pod.object, pod.object.spec.containers[0].name, restartCount),
	};
	const isFinal = !isRestarted(pod.object, exitCode);
	const finalPhase = exitCode === 0 ? 'Succeeded' : 'Failed';
	const run = {state: {terminated}, lastState, isReady: false, restartCount};
	const ended = write(cluster, pod, isFinal ? finalPhase : 'Running', run);
	if (isFinal) return;
	const restart: Step = again => start(cluster, again, again.object.status.podIP);
	// Running out of memory now and then is no reason to wait long.
	if (reason === 'OOMKilled') later(cluster, ended, cluster.luck.between(1500, 4000), restart);
	else later(cluster, ended, 1000, waiter => backOff(cluster, waiter, terminated, restartCount, restart));
}

function backOff(
	cluster: Cluster,
	pod: Entry,
	terminated: Tree,
	restartsBefore: number,
	restart: Step,
): void {
	const delayMs = backOffMs(restartsBefore);
	const container = pod.object.spec.containers[0].name;
	const {name, namespace, uid} = pod.object.metadata;
	const where = `${name}_${namespace}(${uid})`;
	const why = `back-off ${delayMs / 1000}s restarting failed container=${container} pod=${where}`;
	const state = waiting('CrashLoopBackOff', why);
	const restartCount = restartsBefore + 1;
	const waiter = write(cluster, pod, 'Running', {
		state,
		lastState: {terminated},
		isReady: false,
		restartCount,
	});
	const message = `Back-off restarting failed container ${container} in pod ${where}`;
	tell(cluster, waiter, {type: 'Warning', reason: 'BackOff', message});
	later(cluster, waiter, delayMs, restart);
}

/** How long after its start a pod is ready; at once when nobody probes it. */
function readinessDelayMs(pod: KubernetesObject): number {
	const probes = pod.spec.containers.map(({readinessProbe}: Tree) => readinessProbe).filter(Boolean);
	if (probes.length === 0) return 0;
	const delays = probes.map(({initialDelaySeconds = 0}: Tree) => initialDelaySeconds * 1000);
	return Math.max(...delays) + 400 + (fnv32(pod.metadata.uid) % 900);
}
