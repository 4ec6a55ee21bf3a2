/** Deployments with hundreds of pods, of which the controllers bring up the first and the others are its like. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {containerId} from '../controllers/pod-status.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
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
	const places = openNodes(cluster, model.metadata.labels);
	for (let made = 1; made < replicas; made++) {
		const place = places[store.count(pods) % places.length]!;
		store.put(pods, likeOf(cluster, model, place));
	}
}

/** The object with its whole life moved so that it began at `bornMs`. */
function atTime(object: KubernetesObject, bornMs: number): KubernetesObject {
	const laterMs = bornMs - Date.parse(object.metadata.creationTimestamp);
	const moved = (time: string) => timestamp(Date.parse(time) + laterMs);
	return JSON.parse(JSON.stringify(object).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, moved));
}

type Labels = Readonly<Record<string, string>>;

/** A node that takes pods, and the labels these have on it, which tell its zone. */
type Place = {readonly node: string; readonly hostIP: string; readonly labels: Labels};

function openNodes({store}: Cluster, podLabels: Labels = {}): Place[] {
	const inZone = new Map<string, Labels>();
	const open = store.list(nodes).filter(({object}) => !object.spec.unschedulable);
	return open.map(({object: {metadata, status}}) => {
		const zone = metadata.labels?.[zoneLabel] ?? '';
		const labels = inZone.get(zone) ?? {...podLabels, [zoneLabel]: zone};
		inZone.set(zone, labels);
		return {node: metadata.name, hostIP: status.addresses[0].address, labels};
	});
}

const zoneLabel = 'topology.kubernetes.io/zone';

function likeOf(cluster: Cluster, model: KubernetesObject, {node, hostIP, labels}: Place): KubernetesObject {
	const {luck, store} = cluster;
	const {generateName, namespace}: Tree = model.metadata;
	const name = freshName(
		() => `${generateName}${luck.suffix(5)}`,
		name => !store.get(pods, namespace, name),
	);
	const podIP = nextAddress(store.count(pods));
	const managedFields = managedAt(model.metadata.managedFields ?? [], podIP);
	const metadata = {...model.metadata, name, uid: luck.uid(), labels, managedFields};
	const pod: KubernetesObject = {...model, metadata, spec: {...model.spec, nodeName: node}};
	pod.status = runningAt(pod, hostIP, podIP);
	return pod;
}

/** Who owns what, where addresses are owned one by one, under what they are. */
function managedAt(entries: readonly Tree[], podIP: string): Tree[] {
	return entries.map(entry => {
		const status: Tree | undefined = entry.fieldsV1['f:status'];
		if (!status?.['f:podIPs']) return entry;
		const podIPs = {'.': {}, [`k:${JSON.stringify({ip: podIP})}`]: oneAddress};
		const own = {...status, 'f:podIPs': podIPs};
		return {...entry, fieldsV1: {...entry.fieldsV1, 'f:status': own}};
	});
}

const oneAddress = {'.': {}, 'f:ip': {}};

function freshName(draw: () => string, isFree: (name: string) => boolean): string {
	const name = draw();
	return isFree(name) ? name : freshName(draw, isFree);
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
