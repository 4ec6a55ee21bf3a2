/** `POST …/pods/NAME/eviction`: deletes a pod unless its disruption budget stands against it. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {conditionOf, withCondition} from '../controllers/conditions.ts';
import {protects, spent} from '../controllers/disruption-budget.ts';
import {objectShape} from '../kinds/metadata.ts';
import {podDisruptionBudgets} from '../kinds/policy.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver, isReady} from '../pod-state.ts';
import {type DeleteOptions, deleteOptionsShape, remove} from '../registry/delete.ts';
import {fitBody} from '../registry/fit-body.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Exchange, readObject, send} from './exchange.ts';
import {badRequest, StatusError, tooManyRequests} from './status.ts';
import {writeOptions} from './write-options.ts';

const evictions = {
	group: 'policy',
	version: 'v1',
	kind: 'Eviction',
	plural: 'evictions',
	shape: objectShape({deleteOptions: deleteOptionsShape}),
};

export async function serveEviction(exchange: Exchange, cluster: Cluster, find: () => Entry): Promise<void> {
	const body = await readObject(exchange);
	const options = writeOptions(exchange);
	// An older version of the same shape is taken, too.
	const isOlder = body.apiVersion === 'policy/v1beta1';
	const eviction = isOlder ? {...body, apiVersion: 'policy/v1'} : body;
	const {metadata, deleteOptions = {}} = fitBody(evictions, eviction, options);
	const pod = find();
	if (metadata?.name !== pod.object.metadata.name)
		throw badRequest('name in URL does not match name in Eviction object');
	const isDryRun = options.isDryRun || deleteOptions.dryRun?.includes('All');
	evictPod(cluster, pod, {manager: options.manager, deleteOptions, isDryRun});
	send(exchange, 201, {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201});
}

/** Deletes a pod as far as its disruption budget allows, or throws why that does not. */
export function evictPod(
	cluster: Cluster,
	pod: Entry,
	{manager, deleteOptions = {}, isDryRun = false}: Eviction,
): void {
	if (!isFree(pod.object)) spendBudget(cluster, pod.object, isDryRun);
	evict(cluster, pod, deleteOptions, isDryRun, manager);
}

type Eviction = {manager: string; deleteOptions?: DeleteOptions; isDryRun?: boolean};

/** Whether a pod serves nobody, so that its end disrupts nothing. */
function isFree(pod: KubernetesObject): boolean {
	return isOver(pod) || pod.status?.phase === 'Pending' || Boolean(pod.metadata.deletionTimestamp);
}

/** Takes the pod from its budget, or throws why that does not allow it. */
function spendBudget(cluster: Cluster, pod: KubernetesObject, isDryRun: boolean): void {
	const {namespace, name} = pod.metadata;
	const budgets = cluster.store.list(podDisruptionBudgets, namespace);
	const own = budgets.filter(({object}) => protects(object, pod));
	if (own.length > 1) throw new StatusError(500, '', severalBudgets);
	const [budget] = own;
	if (!budget || isSpared(budget.object, pod)) return;
	refuseSpent(budget.object);
	const status = spent(budget.object.status!, name, timestamp(cluster.clock.now()));
	if (!isDryRun) revise(cluster, budget, {status}, {manager: 'kube-apiserver', subresource: 'status'});
}

const severalBudgets =
	'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

/** Whether a pod that is not ready may go without counting. */
function isSpared({spec, status}: KubernetesObject, pod: KubernetesObject): boolean {
	if (isReady(pod)) return false;
	if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
	return status!.desiredHealthy > 0 && status!.currentHealthy >= status!.desiredHealthy;
}

function refuseSpent({metadata, status}: KubernetesObject): void {
	if ((status!.observedGeneration ?? 0) < metadata.generation!)
		throw refusal(`The disruption budget ${metadata.name} is still being processed by the server.`, 10);
	if (status!.disruptionsAllowed <= 0)
		throw refusal(`The disruption budget ${metadata.name} ${whySpent(status!)}`);
}

function refusal(message: string, retryAfterSeconds?: number): StatusError {
	const says = "Cannot evict pod as it would violate the pod's disruption budget.";
	return tooManyRequests(says, [{reason: 'DisruptionBudget', message}], retryAfterSeconds);
}

function whySpent({conditions, currentHealthy, desiredHealthy}: Tree): string {
	const {reason, message} = conditionOf(conditions, 'DisruptionAllowed') ?? {};
	if (reason === 'SyncFailed')
		return `does not allow evicting pods currently because it failed sync: ${message}`;
	return currentHealthy <= desiredHealthy
		? `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
		: 'does not allow evicting pods currently';
}

/** Marks the pod as evicted and deletes it. */
function evict(
	cluster: Cluster,
	pod: Entry,
	options: DeleteOptions,
	isDryRun: boolean,
	manager: string,
): void {
	remove(cluster, pod, options, true);
	if (isDryRun) return;
	const {status} = pod.object;
	const now = timestamp(cluster.clock.now());
	const conditions = withCondition(status?.conditions, disruptionTarget, now);
	const marked = revise(cluster, pod, {status: {...status, conditions}}, {manager});
	remove(cluster, marked, {...options, preconditions: undefined});
}

const disruptionTarget = {
	type: 'DisruptionTarget',
	status: 'True',
	reason: 'EvictionByEvictionAPI',
	message: 'Eviction API: evicting',
	lastProbeTime: null,
} as const;
