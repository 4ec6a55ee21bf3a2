/** Getting a pod's image onto its node. */
import type {Cluster} from '../cluster.ts';
import {fnv32} from '../luck.ts';
import type {Entry} from '../store.ts';
import {backOffMs, later, type Step, tell, write} from './pod-agent.ts';
import {waiting} from './pod-status.ts';

/** Which images are on which nodes, as `NODE/IMAGE`. */
export type Images = Set<string>;

/** Sees to it that the pod's image is there, tries again for as long as it is not, then takes the next step. */
export function pull(cluster: Cluster, images: Images, pod: Entry, attempt: number, next: Step): void {
	const {nodeName, containers} = pod.object.spec;
	const {image} = containers[0];
	const present = `${nodeName}/${image}`;
	if (cluster.missingImages.some(part => image.includes(part))) {
		failToPull(cluster, pod, attempt, again => pull(cluster, images, again, attempt + 1, next));
	} else if (images.has(present)) {
		tell(cluster, pod, {reason: 'Pulled', message: `Container image "${image}" already present on machine`});
		later(cluster, pod, cluster.luck.between(150, 400), next);
	} else {
		images.add(present);
		download(cluster, pod, image, next);
	}
}

function download(cluster: Cluster, pod: Entry, image: string, next: Step): void {
	const tookMs = cluster.luck.between(700, 2400);
	tell(cluster, pod, {reason: 'Pulling', message: `Pulling image "${image}"`});
	later(cluster, pod, tookMs, pulled => {
		const took = `${tookMs / 1000}s`;
		const size = 20_000_000 + (fnv32(image) % 180_000_000);
		const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`;
		tell(cluster, pulled, {reason: 'Pulled', message});
		next(pulled);
	});
}

const untouched = {isReady: false, restartCount: 0};

function failToPull(cluster: Cluster, pod: Entry, attempt: number, again: Step): void {
	const {image} = pod.object.spec.containers[0];
	const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
	const fail = (message: string) => tell(cluster, pod, {type: 'Warning', reason: 'Failed', message});
	tell(cluster, pod, {reason: 'Pulling', message: `Pulling image "${image}"`});
	fail(`Failed to pull image "${image}": ${why}`);
	fail('Error: ErrImagePull');
	const failed = write(cluster, pod, 'Pending', {state: waiting('ErrImagePull', why), ...untouched});
	later(cluster, failed, 2000, waiter => waitToPull(cluster, waiter, why, attempt, again));
}

function waitToPull(cluster: Cluster, pod: Entry, why: string, attempt: number, again: Step): void {
	const backsOff = `Back-off pulling image "${pod.object.spec.containers[0].image}"`;
	tell(cluster, pod, {reason: 'BackOff', message: backsOff});
	tell(cluster, pod, {type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff'});
	const state = waiting('ImagePullBackOff', `${backsOff}: ErrImagePull: ${why}`);
	const backing = write(cluster, pod, 'Pending', {state, ...untouched});
	later(cluster, backing, backOffMs(attempt), again);
}
