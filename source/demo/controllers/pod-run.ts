/** Starting a pod's containers, ending them, and starting them again. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import type {Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import {probeAgain, probeFromStart} from './health.ts';
import {later, laterInRun, longNameOf, type Step, tell, write} from './pod-agent.ts';
import {durationText, lengthened, waitMs} from './pod-backoff.ts';
import {type Ending, endingOf} from './pod-completion.ts';
import {ifConfigured} from './pod-configuration.ts';
import {containerOf, isInit, isRestarted, isSidecar, nextInit, statusOf, waiting} from './pod-containers.ts';
import {pull} from './pod-image.ts';
import {containerId, imageId} from './pod-status.ts';

/** Begins what is due next: an init container while there is one to wait for, then all others at once. */
export function advance(cluster: Cluster, pod: Entry): void {
	const next = nextInit(pod.object);
	if (next) begin(cluster, pod, next.name);
	else for (const {name} of pod.object.spec.containers) begin(cluster, pod, name);
}

/** Gets a container's image and starts it. */
export function begin(cluster: Cluster, pod: Entry, name: string): void {
	const again: Step = waiter => begin(cluster, waiter, name);
	const run: Step = ready => start(cluster, ready, name);
	pull(cluster, pod, name, pulled => ifConfigured(cluster, pulled, name, run, again));
}

function start(cluster: Cluster, pod: Entry, name: string): void {
	const {state, restartCount: before, lastState: earlier, containerID} = statusOf(pod.object, name);
	if (state.running || isOver(pod.object)) return;
	const restartCount = before + (containerID ? 1 : 0);
	const container = containerOf(pod.object, name);
	tell(cluster, pod, name, {reason: 'Created', message: 'Container created'});
	tell(cluster, pod, name, {reason: 'Started', message: 'Container started'});
	const isStarted = !container.startupProbe;
	const started = write(
		cluster,
		pod,
		{
			[name]: {
				state: {running: {startedAt: timestamp(cluster.clock.now())}},
				lastState: state.terminated ? {terminated: state.terminated} : earlier,
				restartCount,
				started: isStarted,
				ready:
					isStarted &&
					!container.readinessProbe &&
					(!isInit(pod.object, name) || isSidecar(pod.object, container)),
				image: container.image,
				imageID: imageId(container.image),
				containerID: containerId(pod.object, name, restartCount),
			},
		},
		addressOf(cluster, pod),
	);
	probeFromStart(cluster, started, name, kill);
	if (isSidecar(pod.object, container)) later(cluster, started, 200, again => advance(cluster, again));
	const ending = endingOf(started.object, name, cluster.luck);
	if (ending)
		laterInRun(cluster, started, name, ending.afterMs, runner => endRun(cluster, runner, name, ending));
}

/** The address that a pod was given, as its status says it. */
function addressOf({machines}: Cluster, {object}: Entry): Tree {
	const podIP = machines.get(object.spec.nodeName)?.addresses.get(object.metadata.uid);
	return podIP ? {podIP, podIPs: [{ip: podIP}]} : {};
}

/** Lets a container end by itself, and does what its pod's restart policy asks for. */
export function endRun(
	cluster: Cluster,
	pod: Entry,
	name: string,
	{exitCode, reason}: Pick<Ending, 'exitCode' | 'reason'>,
): void {
	const ended = terminate(cluster, pod, name, exitCode, reason);
	if (isOver(ended.object)) endOthers(cluster, ended);
	else if (isRestarted(ended.object, name, exitCode)) restart(cluster, ended, name);
	else if (isInit(ended.object, name)) later(cluster, ended, 300, again => advance(cluster, again));
}

/** Writes that a container has ended. */
export function terminate(
	cluster: Cluster,
	pod: Entry,
	name: string,
	exitCode: number,
	reason: string,
): Entry {
	const {state, containerID} = statusOf(pod.object, name);
	const startedAt = state.running?.startedAt;
	const finishedAt = timestamp(cluster.clock.now());
	const terminated = {exitCode, reason, startedAt, finishedAt, containerID};
	const isDone = isInit(pod.object, name) && exitCode === 0;
	return write(cluster, pod, {[name]: {state: {terminated}, ready: isDone, started: false}});
}

/** Sidecars do not keep a pod alive that is over. */
function endOthers(cluster: Cluster, pod: Entry): void {
	for (const {name} of pod.object.spec.initContainers ?? [])
		if (statusOf(pod.object, name).state.running) terminate(cluster, pod, name, 0, 'Completed');
}

/** How soon an agent notices that a container has ended. */
const noticeMs = 1000;

/** Starts an ended container again, at once or after the pause that it has earned. */
function restart(cluster: Cluster, pod: Entry, name: string): void {
	const {terminated} = statusOf(pod.object, name).state;
	const {pauses} = cluster.machines.get(pod.object.spec.nodeName)!;
	const {image} = containerOf(pod.object, name);
	const key = `${pod.object.metadata.uid}/${name}/${image}`;
	const endedAtMs = Date.parse(terminated.finishedAt);
	const pauseMs = waitMs(pauses.get(key), endedAtMs);
	const go: Step = again => {
		if (containerOf(again.object, name).image !== image) return;
		pauses.set(key, lengthened(pauses.get(key), endedAtMs, cluster.clock.now()));
		begin(cluster, again, name);
	};
	later(cluster, pod, noticeMs, ended => {
		if (pauseMs === 0) return go(ended);
		const waiter = backOff(cluster, ended, name, pauseMs, terminated);
		later(cluster, waiter, Math.max(0, pauseMs - noticeMs), go);
	});
}

function backOff(cluster: Cluster, pod: Entry, name: string, pauseMs: number, terminated: Tree): Entry {
	const where = longNameOf(pod);
	const why = `back-off ${durationText(pauseMs)} restarting failed container=${name} pod=${where}`;
	const state = waiting('CrashLoopBackOff', why);
	const waiter = write(cluster, pod, {[name]: {state, lastState: {terminated}}});
	const message = `Back-off restarting failed container ${name} in pod ${where}`;
	tell(cluster, waiter, name, {type: 'Warning', reason: 'BackOff', message});
	return waiter;
}

/** Has a pod probed again whose answers may have changed. */
export function suspect(cluster: Cluster, pod: Entry): void {
	probeAgain(cluster, pod, kill);
}

/** Stops a running container for a reason, which says whether it will be restarted, and starts it again if so. */
function kill(cluster: Cluster, pod: Entry, name: string, message: string): void {
	tell(cluster, pod, name, {reason: 'Killing', message});
	const graceMs = (pod.object.spec.terminationGracePeriodSeconds ?? 30) * 1000;
	laterInRun(cluster, pod, name, Math.min(graceMs, cluster.luck.between(700, 1800)), runner => {
		const exitCode = graceMs === 0 ? 137 : 143;
		endRun(cluster, runner, name, {exitCode, reason: 'Error'});
	});
}

/** Starts a container with the image that it has been given meanwhile. */
export function changeImage(cluster: Cluster, pod: Entry, name: string): void {
	if (!statusOf(pod.object, name).state.running) {
		begin(cluster, pod, name);
		return;
	}
	tell(cluster, pod, name, {
		reason: 'Killing',
		message: `Container ${name} definition changed, will be restarted`,
	});
	laterInRun(cluster, pod, name, cluster.luck.between(700, 1800), runner => {
		const ended = terminate(cluster, runner, name, 143, 'Error');
		later(cluster, ended, 300, again => begin(cluster, cluster.store.present(again) ?? again, name));
	});
}
