/** Why a node does not take a pod: the scheduler's filters, in its order and words. Pure. */
import type {KubernetesObject, Tree} from '../object.ts';
import {namedNodes, suitsNode, whyNotNear} from './scheduler-affinity.ts';
import type {Place} from './scheduler-places.ts';
import {requestsOf, roomOf, shortages} from './scheduler-resources.ts';
import {whyNotSpread} from './scheduler-spread.ts';
import {toleratesAll, tolerationOf} from './taint.ts';

export type Rejection = {
	readonly says: readonly string[];
	/** Whether the end of other pods would not change it. */
	readonly isForGood: boolean;
};

/** What is said of a place for a pod; undefined where the pod can go. */
export type Filter = (place: Place) => Rejection | undefined;

/** All filters for one pod, given all the places there are. */
export function filterFor(pod: KubernetesObject, places: readonly Place[]): Filter {
	const named = namedNodes(pod);
	const isTolerated = ({node}: Place) => toleratesAll(pod, node);
	const spread = whyNotSpread(pod, places, isTolerated);
	const near = whyNotNear(pod, places);
	const requests = requestsOf(pod);
	const ports = hostPorts(pod);
	return place => {
		const {node, used, pods} = place;
		if (named && !named.has(node.metadata.name))
			return forGood("node(s) didn't satisfy plugin(s) [NodeAffinity]");
		if (isClosed(pod, node)) return forGood('node(s) were unschedulable');
		if (!isTolerated(place)) return forGood('node(s) had untolerated taint(s)');
		if (!suitsNode(pod, node)) return forGood("node(s) didn't match Pod's node affinity/selector");
		if (collide(ports, pods)) return forNow("node(s) didn't have free ports for the requested pod ports");
		const lacks = shortages(requests, roomOf(node), used, pods.size);
		if (lacks.length > 0)
			return {says: lacks.map(({says}) => says), isForGood: lacks.some(({isForGood}) => isForGood)};
		const uneven = spread(place);
		if (uneven) return spreadRejections[uneven];
		const repelled = near(place);
		return repelled && nearRejections[repelled];
	};
}

function forGood(says: string): Rejection {
	return {says: [says], isForGood: true};
}

function forNow(says: string): Rejection {
	return {says: [says], isForGood: false};
}

const spreadRejections = {
	unlabelled: forGood("node(s) didn't match pod topology spread constraints (missing required label)"),
	uneven: forNow("node(s) didn't match pod topology spread constraints"),
};

const nearRejections = {
	affinity: forGood("node(s) didn't match pod affinity rules"),
	'anti-affinity': forNow("node(s) didn't match pod anti-affinity rules"),
	existing: forNow("node(s) didn't satisfy existing pods anti-affinity rules"),
};

function isClosed(pod: KubernetesObject, {spec}: KubernetesObject): boolean {
	const taint = {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'};
	return Boolean(spec.unschedulable) && !tolerationOf(pod, taint);
}

/** The ports a pod takes on its node, as `PROTOCOL/PORT` and the address they are taken at. */
function hostPorts({spec}: KubernetesObject): {port: string; at: string}[] {
	const all: Tree[] = spec.containers.flatMap(({ports = []}: Tree) => ports);
	return all
		.filter(({hostPort}) => hostPort)
		.map(({hostPort, protocol = 'TCP', hostIP = '0.0.0.0'}) => ({
			port: `${protocol}/${hostPort}`,
			at: hostIP,
		}));
}

function collide(wanted: {port: string; at: string}[], pods: Place['pods']): boolean {
	if (wanted.length === 0) return false;
	const taken = [...pods.values()].flatMap(hostPorts);
	const isEverywhere = (at: string) => at === '0.0.0.0';
	return wanted.some(({port, at}) =>
		taken.some(
			other => other.port === port && (other.at === at || isEverywhere(at) || isEverywhere(other.at)),
		),
	);
}
