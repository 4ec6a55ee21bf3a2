/** The priority of pods: a number that their class gives them, and nobody else. */
import {forbidden} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {pods} from '../kinds/pods.ts';
import {priorityClasses} from '../kinds/priority-classes.ts';
import type {KubernetesObject} from '../object.ts';

/** Gives a new pod the priority of its class, and lets only one class be the default. */
export function admitPriority(cluster: Cluster, kind: Kind, object: KubernetesObject): void {
	if (kind === pods) givePriority(cluster, object);
	else if (kind === priorityClasses && object.globalDefault)
		refuseSecondDefault(cluster, object.metadata.name);
}

function givePriority(cluster: Cluster, {metadata, spec}: KubernetesObject): void {
	const {priorityClassName: named, priority: stated, preemptionPolicy: statedPolicy} = spec;
	const found = named ? cluster.store.get(priorityClasses, undefined, named)?.object : defaultOf(cluster);
	if (named && !found) throw forbidden(pods, metadata.name, `no PriorityClass with name ${named} was found`);
	const priority = found?.value ?? 0;
	const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
	const mustNot = (what: string, value: string | number, computed: string | number) =>
		`the ${what} (${value}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
	if (stated !== undefined && stated !== priority)
		throw forbidden(pods, metadata.name, mustNot('integer value of priority', stated, priority));
	if (statedPolicy !== undefined && statedPolicy !== policy)
		throw forbidden(pods, metadata.name, mustNot('string value of PreemptionPolicy', statedPolicy, policy));
	if (found) spec.priorityClassName = found.metadata.name;
	spec.priority = priority;
	spec.preemptionPolicy = policy;
}

function defaultOf({store}: Cluster): KubernetesObject | undefined {
	return store.list(priorityClasses).find(({object}) => object.globalDefault)?.object;
}

function refuseSecondDefault(cluster: Cluster, name: string): void {
	const present = defaultOf(cluster);
	if (!present) return;
	const why = `PriorityClass ${present.metadata.name} is already marked as default. Only one default can exist`;
	throw forbidden(priorityClasses, name, why);
}
