/**
 * The nodes' agents: they start the pods bound to their node, restart what falls over and end what is
 * deleted. Pods misbehave by name: an image with `broken` in it cannot be pulled, and the label `sim`
 * asks for `crashloop`, `restarts` (falls over every few minutes) or `pending` (never starts).
 */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {fnv32} from '../luck.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type ContainerState, containerId, podStatus, waiting} from './pod-status.ts';
import {type Happening, record} from './record.ts';

const writer = {manager: 'kubelet', subresource: 'status'};

/** A node's agent's view of one pod, looked up anew at every step, since it may have gone meanwhile. */
type Step = (pod: Entry) => void;

export function runKubelets(cluster: Cluster): void {
	const {store, clock, luck} = cluster;
	const taken = new Set<string>();
	const dying = new Set<string>();
	const images = new Set<string>();
	let addresses = 10;

	store.onChange(({type, entry}) => {
		const {kind, object} = entry;
		if (kind !== pods) return;
		const {uid, deletionTimestamp} = object.metadata;
		if (type === 'DELETED') {
			taken.delete(uid);
			dying.delete(uid);
			return;
		}
		if (deletionTimestamp && !dying.has(uid)) {
			dying.add(uid);
			end(entry);
		} else if (object.spec.nodeName && !taken.has(uid)) {
			taken.add(uid);
			later(entry, 20, accept);
		}
	});

	/** Takes the next step with a pod, unless it is gone or on its way out by then. */
	function later({object}: Entry, delayMs: number, step: Step): void {
		const {namespace, name, uid} = object.metadata;
		clock.after(delayMs, () => {
			const pod = store.get(pods, namespace, name);
			if (pod?.object.metadata.uid === uid && !pod.object.metadata.deletionTimestamp) step(pod);
		});
	}

	function write(pod: Entry, phase: string, container: ContainerState, more: Tree = {}): Entry {
		const status = {...podStatus(pod.object, phase, container, timestamp(clock.now())), ...more};
		return revise(cluster, pod, {status}, writer);
	}

	function tell(pod: Entry, happening: Omit<Happening, 'from'>): void {
		const {nodeName, containers} = pod.object.spec;
		const fieldPath = `spec.containers{${containers[0].name}}`;
		record(cluster, pod, {fieldPath, from: 'kubelet', host: nodeName, ...happening});
	}

	function accept(pod: Entry): void {
		const startTime = timestamp(clock.now());
		const host = addressOf(cluster, pod.object.spec.nodeName);
		const placed = {startTime, hostIP: host, hostIPs: [{ip: host}]};
		const state = {state: waiting('ContainerCreating'), isReady: false, restartCount: 0};
		const accepted = write(pod, 'Pending', state, placed);
		if (pod.object.metadata.labels?.sim !== 'pending') later(accepted, luck.between(150, 450), pull);
	}

	function pull(pod: Entry): void {
		const {image} = pod.object.spec.containers[0];
		const present = `${pod.object.spec.nodeName}/${image}`;
		if (image.includes('broken')) {
			failToPull(pod, 0);
		} else if (images.has(present)) {
			tell(pod, {reason: 'Pulled', message: `Container image "${image}" already present on machine`});
			later(pod, luck.between(150, 400), start);
		} else {
			images.add(present);
			download(pod, image);
		}
	}

	function download(pod: Entry, image: string): void {
		const tookMs = luck.between(700, 2400);
		tell(pod, {reason: 'Pulling', message: `Pulling image "${image}"`});
		later(pod, tookMs, pulled => {
			const took = `${tookMs / 1000}s`;
			const size = 20_000_000 + (fnv32(image) % 180_000_000);
			const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
			tell(pulled, {reason: 'Pulled', message});
			start(pulled);
		});
	}

	/** Tries again after 10, 20, 40 … seconds, at most five minutes, and says in between that it waits. */
	function failToPull(pod: Entry, attempt: number): void {
		const {image} = pod.object.spec.containers[0];
		const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
		const failing = {isReady: false, restartCount: 0};
		tell(pod, {reason: 'Pulling', message: `Pulling image "${image}"`});
		tell(pod, {
			type: 'Warning',
			reason: 'Failed',
			message: `Failed to pull image "${image}": rpc error: code = NotFound desc = ${why}`,
		});
		tell(pod, {type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull'});
		const failed = write(pod, 'Pending', {
			state: waiting('ErrImagePull', `rpc error: code = NotFound desc = ${why}`),
			...failing,
		});
		later(failed, 2000, waiter => {
			const message = `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = ${why}`;
			tell(waiter, {reason: 'BackOff', message: `Back-off pulling image "${image}"`});
			tell(waiter, {type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff'});
			const backing = write(waiter, 'Pending', {state: waiting('ImagePullBackOff', message), ...failing});
			later(backing, Math.min(300_000, 10_000 * 2 ** attempt), again => failToPull(again, attempt + 1));
		});
	}

	function start(pod: Entry): void {
		const run = runOf(pod.object);
		const {terminated} = run.state;
		const lastState = terminated ? {terminated} : run.lastState;
		const restartCount = run.restartCount + (terminated ? 1 : 0);
		const {name} = pod.object.spec.containers[0];
		tell(pod, {reason: 'Created', message: `Container created`});
		tell(pod, {reason: 'Started', message: `Container started`});
		const podIP =
			pod.object.status?.podIP ?? (pod.object.spec.hostNetwork ? pod.object.status.hostIP : nextAddress());
		const state = {running: {startedAt: timestamp(clock.now())}};
		const probe = readinessDelayMs(pod.object);
		const started = write(
			pod,
			'Running',
			{state, lastState, isReady: probe === 0, restartCount},
			{podIP, podIPs: [{ip: podIP}]},
		);
		if (probe > 0) later(started, probe, becomeReady(restartCount));
		const endsAfterMs = lifetimeMs(cluster, started.object);
		if (endsAfterMs) later(started, endsAfterMs, runner => fallOver(runner, name));
	}

	function becomeReady(restartCount: number): Step {
		return pod => {
			const run = runOf(pod.object);
			const {state, lastState} = run;
			if (state.running && run.restartCount === restartCount)
				write(pod, 'Running', {state, lastState, isReady: true, restartCount});
		};
	}

	function fallOver(pod: Entry, name: string): void {
		const {restartCount, state} = runOf(pod.object);
		const isHungry = pod.object.metadata.labels?.sim === 'restarts';
		const terminated = {
			exitCode: isHungry ? 137 : 1,
			reason: isHungry ? 'OOMKilled' : 'Error',
			startedAt: state.running?.startedAt,
			finishedAt: timestamp(clock.now()),
			containerID: containerId(pod.object, name, restartCount),
		};
		const {lastState} = runOf(pod.object);
		const fallen = write(pod, 'Running', {state: {terminated}, lastState, isReady: false, restartCount});
		if (isHungry) later(fallen, luck.between(1500, 4000), start);
		else later(fallen, 1000, waiter => backOff(waiter, terminated, restartCount));
	}

	/** Waits 10, 20, 40 … seconds, at most five minutes, before the next run. */
	function backOff(pod: Entry, terminated: Tree, restartsBefore: number): void {
		const delayMs = Math.min(300_000, 10_000 * 2 ** restartsBefore);
		const {name} = pod.object.spec.containers[0];
		const {name: podName, namespace, uid} = pod.object.metadata;
		const why = `back-off ${delayMs / 1000}s restarting failed container=${name} pod=${podName}_${namespace}(${uid})`;
		const state = waiting('CrashLoopBackOff', why);
		const restartCount = restartsBefore + 1;
		const waiter = write(pod, 'Running', {state, lastState: {terminated}, isReady: false, restartCount});
		const message = `Back-off restarting failed container ${name} in pod ${podName}_${namespace}(${uid})`;
		tell(waiter, {type: 'Warning', reason: 'BackOff', message});
		later(waiter, delayMs, start);
	}

	function end(pod: Entry): void {
		const {namespace, name, uid, deletionGracePeriodSeconds = 30} = pod.object.metadata;
		const {running} = runOf(pod.object).state;
		if (running)
			tell(pod, {reason: 'Killing', message: `Stopping container ${pod.object.spec.containers[0].name}`});
		const tookMs = Math.min(deletionGracePeriodSeconds * 1000, running ? luck.between(700, 1800) : 200);
		clock.after(tookMs, () => {
			const last = store.get(pods, namespace, name);
			if (last?.object.metadata.uid !== uid) return;
			const {deletionGracePeriodSeconds: _, ...metadata} = last.object.metadata;
			if (metadata.finalizers?.length)
				store.put(pods, {...last.object, metadata: {...metadata, deletionGracePeriodSeconds: 0}});
			else store.remove(last);
		});
	}

	function nextAddress(): string {
		addresses++;
		return `10.244.${(addresses >> 8) & 255}.${addresses & 255}`;
	}
}

/** The run of a pod's containers so far. */
function runOf(pod: KubernetesObject): {state: Tree; lastState: Tree; restartCount: number} {
	const {state = {}, lastState = {}, restartCount = 0} = pod.status?.containerStatuses?.[0] ?? {};
	return {state, lastState, restartCount};
}

function addressOf({store}: Cluster, nodeName: string): string {
	const addresses = store.get(nodes, undefined, nodeName)?.object.status?.addresses ?? [];
	return addresses.find(({type}: Tree) => type === 'InternalIP')?.address ?? '10.0.0.1';
}

/** How long after its start a pod is ready; at once when nobody probes it. */
function readinessDelayMs(pod: KubernetesObject): number {
	const probes = pod.spec.containers.map(({readinessProbe}: Tree) => readinessProbe).filter(Boolean);
	if (probes.length === 0) return 0;
	const delays = probes.map(({initialDelaySeconds = 0}: Tree) => initialDelaySeconds * 1000);
	return Math.max(...delays) + 400 + (fnv32(pod.metadata.uid) % 900);
}

/** How long a container lives that is to fall over; zero for the others. */
function lifetimeMs({luck}: Cluster, pod: KubernetesObject): number {
	const sim = pod.metadata.labels?.sim;
	if (sim === 'crashloop') return luck.between(2000, 4000);
	return sim === 'restarts' ? luck.between(120_000, 300_000) : 0;
}
