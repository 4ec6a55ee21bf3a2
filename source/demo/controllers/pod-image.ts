/** Getting a container's image onto its node. */
import type {Cluster} from '../cluster.ts';
import {fnv32} from '../luck.ts';
import type {Entry} from '../store.ts';
import {later, type Step, tell, write} from './pod-agent.ts';
import {backOffMs} from './pod-backoff.ts';
import {containerOf, waiting} from './pod-containers.ts';

/** Sees to it that a container's image is there, tries again for as long as it is not, then takes the next step. */
export function pull(cluster: Cluster, pod: Entry, name: string, next: Step, attempt = 0): void {
	const {image, imagePullPolicy} = containerOf(pod.object, name);
	const {images} = cluster.machines.get(pod.object.spec.nodeName)!;
	if (cluster.missingImages.some(part => image.includes(part))) {
		failToPull(cluster, pod, name, attempt, again => pull(cluster, again, name, next, attempt + 1));
	} else if (images.has(image) && imagePullPolicy !== 'Always') {
		const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
		tell(cluster, pod, name, {reason: 'Pulled', message});
		later(cluster, pod, cluster.luck.between(150, 400), unlessChanged(name, image, next));
	} else {
		images.add(image);
		download(cluster, pod, name, next);
	}
}

/** A container whose image was changed meanwhile is begun anew elsewhere. */
function unlessChanged(name: string, image: string, next: Step): Step {
	return pod => {
		if (containerOf(pod.object, name).image === image) next(pod);
	};
}

function download(cluster: Cluster, pod: Entry, name: string, next: Step): void {
	const {image} = containerOf(pod.object, name);
	const tookMs = cluster.luck.between(700, 2400);
	tell(cluster, pod, name, {reason: 'Pulling', message: `Pulling image "${image}"`});
	const finish: Step = pulled => {
		const took = `${tookMs / 1000}s`;
		const size = 20_000_000 + (fnv32(image) % 180_000_000);
		const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
		tell(cluster, pulled, name, {reason: 'Pulled', message});
		next(pulled);
	};
	later(cluster, pod, tookMs, unlessChanged(name, image, finish));
}

function failToPull(cluster: Cluster, pod: Entry, name: string, attempt: number, again: Step): void {
	const {image} = containerOf(pod.object, name);
	const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
	const fail = (message: string) => tell(cluster, pod, name, {type: 'Warning', reason: 'Failed', message});
	tell(cluster, pod, name, {reason: 'Pulling', message: `Pulling image "${image}"`});
	fail(`Failed to pull image "${image}": ${why}`);
	fail('Error: ErrImagePull');
	const failed = write(cluster, pod, {[name]: {state: waiting('ErrImagePull', why)}});
	const wait: Step = waiter => waitToPull(cluster, waiter, name, why, attempt, again);
	later(cluster, failed, 2000, unlessChanged(name, image, wait));
}

function waitToPull(
	cluster: Cluster,
	pod: Entry,
	name: string,
	why: string,
	attempt: number,
	again: Step,
): void {
	const {image} = containerOf(pod.object, name);
	const backsOff = `Back-off pulling image "${image}"`;
	tell(cluster, pod, name, {reason: 'BackOff', message: backsOff});
	tell(cluster, pod, name, {type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff'});
	const state = waiting('ImagePullBackOff', `${backsOff}: ErrImagePull: ${why}`);
	const backing = write(cluster, pod, {[name]: {state}});
	later(cluster, backing, backOffMs(attempt), unlessChanged(name, image, again));
}
