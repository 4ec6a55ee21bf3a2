import {podResource} from '../model/builtin-resources.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, refOf, textIn} from '../model/object.ts';
import {objectPath, resourcePath} from '../model/path.ts';
import type {Forward} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {Transport} from './transport.ts';

export type Reached = {readonly pod: Ref; readonly port: number};

/** The pod a forward leads to: the former one as long as it is ready, else another that is. None is the trouble `not-found`. */
export async function findPod(
	transport: Transport,
	leads: Forward,
	former: Ref | undefined,
	signal: AbortSignal,
): Promise<Answer<Reached>> {
	const read = await readPods(transport, leads, former, signal);
	if (!read.ok) return read;
	const ready = read.value.filter(isReady);
	const pod = ready.find(({metadata}) => metadata.uid === former?.uid) ?? ready[0];
	if (pod === undefined)
		return troubled({reason: 'not-found', says: `No pod of ${sayRef(leads.of)} is ready.`});
	return answer({pod: refOf(podResource, pod), port: portOf(pod, leads)});
}

async function readPods(
	transport: Transport,
	{of, selector}: Forward,
	former: Ref | undefined,
	signal: AbortSignal,
): Promise<Answer<readonly KubernetesObject[]>> {
	// While the pod is well nothing else is asked.
	const one = selector === undefined ? of : former;
	if (one !== undefined) {
		const read = await transport.json({doing: `read ${sayRef(one)}`, path: objectPath(one), signal});
		if (!read.ok && (read.trouble.reason !== 'not-found' || selector === undefined)) return read;
		const pod = read.ok ? (read.value as KubernetesObject) : undefined;
		const isSame = pod?.metadata.uid === one.uid;
		if (pod !== undefined && isSame && (isReady(pod) || selector === undefined)) return answer([pod]);
		if (selector === undefined) return answer([]);
	}
	const list = await transport.json({
		doing: `list the pods of ${sayRef(of)}`,
		path: resourcePath(podResource, {namespace: of.namespace}),
		query: {labelSelector: selector},
		signal,
	});
	return list.ok ? answer(objectsIn(objectIn(list.value).items) as readonly KubernetesObject[]) : list;
}

function isReady({metadata, status}: KubernetesObject): boolean {
	if (metadata.deletionTimestamp !== undefined) return false;
	return objectsIn(status?.conditions).some(({type, status: is}) => type === 'Ready' && is === 'True');
}

/** Pods of several versions may have the port under other numbers. */
function portOf({spec}: KubernetesObject, {portName, remote}: Forward): number {
	const named = objectsIn(spec?.containers)
		.flatMap(({ports}) => objectsIn(ports))
		.find(({name}) => portName !== undefined && textIn(name) === portName);
	return numberIn(named?.containerPort) ?? remote;
}
