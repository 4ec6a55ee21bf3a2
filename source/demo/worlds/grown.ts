/** Deployments with hundreds of pods, of which the controllers bring up the first and the others are its like. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {containerId} from '../controllers/pod-status.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {type Episode, edit} from './world.ts';

/**
 * Scales a deployment of one ready pod to `replicas`, some time ago. Once its replica set is told, the
 * missing pods are there, each as the first one is but for its name, node and address. That takes a
 * twentieth of the time of bringing each up, and what they have in common stands in memory once.
 */
export function grown(agoMinutes: number, namespace: string, name: string, replicas: number): Episode {
	return {
		agoMinutes,
		does(cluster) {
			const stop = cluster.store.onChange(({entry: {kind, object}}) => {
				if (kind !== replicaSets || controllerOf(object)?.name !== name) return;
				if (object.metadata.namespace !== namespace || object.spec.replicas !== replicas) return;
				stop();
				multiply(cluster, object.metadata.uid, replicas);
			});
			const scale = ({spec}: Tree) => {
				spec.replicas = replicas;
			};
			edit(cluster, deployments, namespace, name, scale, 'kubectl');
		},
	};
}

function multiply(cluster: Cluster, replicaSetUid: string, replicas: number): void {
	const {store, clock} = cluster;
	const [first] = store.ownedBy(replicaSetUid, pods);
	if (!first) return;
	const model = atTime(first.object, clock.now());
	const places = openNodes(cluster);
	for (let made = 1; made < replicas; made++) store.put(pods, likeOf(cluster, model, emptiest(places)));
}

/** The object with its whole life moved so that it began at `bornMs`. */
function atTime(object: KubernetesObject, bornMs: number): KubernetesObject {
	const laterMs = bornMs - Date.parse(object.metadata.creationTimestamp);
	const moved = (time: string) => timestamp(Date.parse(time) + laterMs);
	return JSON.parse(JSON.stringify(object).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, moved));
}

/** A node that takes pods; pods on nodes of one zone have the same labels. */
type Place = {readonly name: string; readonly hostIP: string; readonly zone: string; pods: number};

function openNodes({store}: Cluster): Place[] {
	const counts = new Map<string, number>();
	for (const {object} of store.list(pods)) {
		const {nodeName} = object.spec;
		counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
	}
	const open = store.list(nodes).filter(({object}) => !object.spec.unschedulable);
	return open.map(node => placeOf(node, counts));
}

const zoneLabel = 'topology.kubernetes.io/zone';

function placeOf({object}: Entry, counts: Map<string, number>): Place {
	const {name, labels} = object.metadata;
	const hostIP = object.status.addresses[0].address;
	return {name, hostIP, zone: labels?.[zoneLabel] ?? '', pods: counts.get(name) ?? 0};
}

function emptiest(places: readonly Place[]): Place {
	return places.reduce((best, place) => (place.pods < best.pods ? place : best));
}

function likeOf(cluster: Cluster, model: KubernetesObject, place: Place): KubernetesObject {
	const {luck, store} = cluster;
	const {generateName, namespace}: Tree = model.metadata;
	const metadata = {...model.metadata, name: `${generateName}${luck.suffix(5)}`, uid: luck.uid()};
	if (store.get(pods, namespace, metadata.name)) return likeOf(cluster, model, place);
	place.pods++;
	metadata.labels = {...metadata.labels, [zoneLabel]: place.zone};
	const spec = {...model.spec, nodeName: place.name};
	const pod: KubernetesObject = {...model, metadata, spec};
	pod.status = runningAt(pod, place.hostIP, nextAddress(store.count(pods)));
	return pod;
}

function runningAt({metadata, spec, status}: KubernetesObject, hostIP: string, podIP: string): Tree {
	const containerStatuses = status.containerStatuses.map((container: Tree) => ({
		...container,
		containerID: containerId({metadata, spec}, container.name, container.restartCount),
	}));
	return {...status, hostIP, hostIPs: [{ip: hostIP}], podIP, podIPs: [{ip: podIP}], containerStatuses};
}

/** Beyond the addresses that kubelets give out from the start of their range. */
function nextAddress(count: number): string {
	return `10.244.${128 + (count >> 8)}.${count & 255}`;
}
