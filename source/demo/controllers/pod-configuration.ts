/**
 * What containers and volumes take from config maps, secrets and claims: a container whose environment lacks
 * something waits and is tried again, a pod whose volumes do is not begun at all.
 */
import type {Cluster} from '../cluster.ts';
import {configMaps, secrets} from '../kinds/configuration.ts';
import {treesIn} from '../kinds/fields.ts';
import {persistentVolumeClaims} from '../kinds/persistent-volume-claims.ts';
import type {Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {later, type Step, tell, write} from './pod-agent.ts';
import {containerOf, statusOf, waiting} from './pod-containers.ts';

type Source = {is: 'configmap' | 'secret'; name: string; optional?: boolean};

/** Takes the next step with a container if all is there that its environment names; else says what is not. */
export function ifConfigured(cluster: Cluster, pod: Entry, name: string, next: Step, again: Step): void {
	const container = containerOf(pod.object, name);
	const lacking = lackOfEnvironment(cluster, pod, container);
	if (!lacking) {
		next(pod);
		return;
	}
	const {state, lastState} = statusOf(pod.object, name);
	const {terminated} = state;
	const waiter = write(cluster, pod, {
		[name]: {
			state: waiting('CreateContainerConfigError', lacking),
			lastState: terminated ? {terminated} : lastState,
		},
	});
	tell(cluster, waiter, name, {type: 'Warning', reason: 'Failed', message: `Error: ${lacking}`});
	// The agent looks again after ten seconds, and up to half as much again.
	later(cluster, waiter, cluster.luck.between(10_000, 15_000), present => {
		const {image} = containerOf(present.object, name);
		const isWaiting = statusOf(present.object, name).state.waiting?.reason === 'CreateContainerConfigError';
		if (isWaiting && image === container.image) again(present);
	});
}

function lackOfEnvironment(cluster: Cluster, pod: Entry, {envFrom, env}: Tree): string | undefined {
	const whole = treesIn(envFrom).map(({configMapRef, secretRef}) =>
		lackOfSource(cluster, pod, configMapRef, secretRef),
	);
	const single = treesIn(env).map(({valueFrom}) => lackOfValue(cluster, pod, valueFrom ?? {}));
	return [...whole, ...single].find(Boolean);
}

function lackOfSource(
	cluster: Cluster,
	pod: Entry,
	configMap: Tree | undefined,
	secret: Tree | undefined,
): string | undefined {
	const source = sourceOf(configMap, secret);
	return source && !source.optional && !dataOf(cluster, pod, source) ? notFound(source) : undefined;
}

function lackOfValue(
	cluster: Cluster,
	pod: Entry,
	{configMapKeyRef, secretKeyRef}: Tree,
): string | undefined {
	const source = sourceOf(configMapKeyRef, secretKeyRef);
	if (!source || source.optional) return undefined;
	const data = dataOf(cluster, pod, source);
	if (!data) return notFound(source);
	const {key} = configMapKeyRef ?? secretKeyRef;
	if (Object.hasOwn(data, key)) return undefined;
	const kind = source.is === 'configmap' ? 'ConfigMap' : 'Secret';
	return `couldn't find key ${key} in ${kind} ${pod.object.metadata.namespace}/${source.name}`;
}

function sourceOf(configMap: Tree | undefined, secret: Tree | undefined): Source | undefined {
	const named = configMap ?? secret;
	return named && {is: configMap ? 'configmap' : 'secret', name: named.name, optional: named.optional};
}

function dataOf({store}: Cluster, {object}: Entry, {is, name}: Source): Tree | undefined {
	const found = store.get(is === 'configmap' ? configMaps : secrets, object.metadata.namespace, name)?.object;
	return found && {...found.data, ...found.binaryData};
}

function notFound({is, name}: Source): string {
	return `${is} ${JSON.stringify(name)} not found`;
}

const firstMountRetryMs = 500;
const lastMountRetryMs = 122_000;

/** Takes the next step with a pod once all is there that its volumes hold; tells of what is not. */
export function ifMounted(cluster: Cluster, pod: Entry, next: Step, attempt = 0): void {
	const lacking = treesIn(pod.object.spec.volumes).flatMap(volume => {
		const why = lackOfVolume(cluster, pod, volume);
		return why ? [`MountVolume.SetUp failed for volume ${JSON.stringify(volume.name)} : ${why}`] : [];
	});
	if (lacking.length === 0) {
		next(pod);
		return;
	}
	for (const message of lacking)
		tell(cluster, pod, undefined, {type: 'Warning', reason: 'FailedMount', message});
	const delayMs = Math.min(lastMountRetryMs, firstMountRetryMs * 2 ** attempt);
	later(cluster, pod, delayMs, again => ifMounted(cluster, again, next, attempt + 1));
}

function lackOfVolume(
	cluster: Cluster,
	pod: Entry,
	{configMap, secret, projected, persistentVolumeClaim}: Tree,
): string | undefined {
	if (persistentVolumeClaim) return lackOfClaim(cluster, pod, persistentVolumeClaim);
	const sources: Tree[] = [{configMap, secret}, ...treesIn(projected?.sources)];
	return sources.map(source => lackOfContent(cluster, pod, source)).find(Boolean);
}

function lackOfClaim({store}: Cluster, {object}: Entry, {claimName}: Tree): string | undefined {
	const claim = store.get(persistentVolumeClaims, object.metadata.namespace, claimName)?.object;
	if (!claim) return `persistentvolumeclaim ${JSON.stringify(claimName)} not found`;
	return claim.status?.phase === 'Bound'
		? undefined
		: `persistentvolumeclaim ${JSON.stringify(claimName)} is not bound`;
}

function lackOfContent(cluster: Cluster, pod: Entry, {configMap, secret}: Tree): string | undefined {
	const source = sourceOf(configMap, secret && {...secret, name: secret.secretName ?? secret.name});
	if (!source || source.optional) return undefined;
	const data = dataOf(cluster, pod, source);
	if (!data) return notFound(source);
	const items = treesIn((configMap ?? secret).items);
	const missing = items.find(({key}) => !Object.hasOwn(data, key));
	const what =
		source.is === 'configmap' ? 'configmap references non-existent config' : 'references non-existent secret';
	return missing && `${what} key: ${missing.key}`;
}
