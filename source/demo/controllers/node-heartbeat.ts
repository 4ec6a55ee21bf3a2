/** How agents say that their machines live: a lease that is renewed often, and a status now and then. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {leases} from '../kinds/leases.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {nodes} from '../kinds/nodes.ts';
import {create} from '../registry/create.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {conditionOf} from './conditions.ts';
import {heardAgain} from './node-status.ts';

const writer = {manager: 'kubelet'};
const leaseNamespace = 'kube-node-lease';

/** As the kubelet has it by default: a lease of 40 seconds, renewed when a quarter of it is over. */
const leaseSeconds = 40;
const renewMs = 10_000;
const reportMs = 300_000;

/** Lets every machine that is in touch renew its lease from now on, and report its status every five minutes. */
export function beat(cluster: Cluster): void {
	const {clock, machines, luck} = cluster;
	const reports = new Map<string, number>();
	function turn(): void {
		for (const {name} of machines.list()) {
			if (!machines.isInTouch(name)) continue;
			renewLease(cluster, name);
			const dueMs = reports.get(name);
			if (dueMs !== undefined && dueMs > clock.now() && !isGivenUp(cluster, name)) continue;
			if (dueMs !== undefined) reportStatus(cluster, name);
			reports.set(name, clock.now() + reportMs + luck.between(-10_000, 10_000));
		}
		clock.after(renewMs, turn);
	}
	turn();
}

/** Whether something else is said of a node than its agent, which lives, would say. */
function isGivenUp({store}: Cluster, name: string): boolean {
	const node = store.get(nodes, undefined, name)?.object;
	return conditionOf(node?.status?.conditions, 'Ready')?.status === 'Unknown';
}

/** Renews the lease of a node that is there, or makes it where its namespace is: later if that is away. */
export function renewLease(cluster: Cluster, name: string): void {
	const {store, clock} = cluster;
	const node = store.get(nodes, undefined, name);
	if (!node) return;
	const renewTime = new Date(clock.now()).toISOString().replace('Z', '000Z');
	const spec = {holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime};
	const present = store.get(leases, leaseNamespace, name);
	if (present) revise(cluster, present, {spec: {...present.object.spec, ...spec}}, writer);
	else if (isOpen(cluster)) createLease(cluster, node, spec);
}

function isOpen({store}: Cluster): boolean {
	return store.get(namespaces, undefined, leaseNamespace)?.object.status.phase === 'Active';
}

function createLease(cluster: Cluster, {object}: Entry, spec: object): void {
	const {name, uid} = object.metadata;
	const ownerReferences = [{apiVersion: 'v1', kind: 'Node', name, uid}];
	create(cluster, leases, leaseNamespace, {metadata: {name, ownerReferences}, spec}, writer);
}

/** Says of a node that it is ready, with the time. */
export function reportStatus(cluster: Cluster, name: string): void {
	const node = cluster.store.get(nodes, undefined, name);
	if (!node) return;
	const status = heardAgain(node.object, timestamp(cluster.clock.now()));
	revise(cluster, node, {status}, {...writer, subresource: 'status'});
}
