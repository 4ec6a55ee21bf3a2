import {type KubernetesObject, objectsIn, textIn} from '../model/object.ts';

/** What becomes of the pods of a node that is emptied. */
export type Leaving = {
	readonly evicted: readonly KubernetesObject[];
	/** On their way already. */
	readonly ending: readonly KubernetesObject[];
	/** A DaemonSet would start them again here, whatever the node says. */
	readonly ofDaemonSets: readonly KubernetesObject[];
	/** The node's own kubelet runs them, whatever the server says. */
	readonly mirrored: readonly KubernetesObject[];
	/** Of the evicted: no controller starts another. */
	readonly lost: readonly KubernetesObject[];
	/** Of the evicted: what they keep in an emptyDir goes with them. */
	readonly withData: readonly KubernetesObject[];
};

/** As `kubectl drain` sorts them: finished pods go without a word. */
export function leavingOf(pods: readonly KubernetesObject[]): Leaving {
	const mirrored = pods.filter(isMirror);
	const ofDaemonSets = pods.filter(pod => !isMirror(pod) && controllerOf(pod)?.kind === 'DaemonSet');
	const rest = pods.filter(pod => !mirrored.includes(pod) && !ofDaemonSets.includes(pod));
	const ending = rest.filter(({metadata}) => metadata.deletionTimestamp !== undefined);
	const evicted = rest.filter(pod => !ending.includes(pod));
	const running = evicted.filter(
		({status}) => !['Succeeded', 'Failed'].includes(textIn(status?.phase) ?? ''),
	);
	return {
		evicted,
		ending,
		ofDaemonSets,
		mirrored,
		lost: running.filter(pod => controllerOf(pod) === undefined),
		withData: running.filter(hasData),
	};
}

function isMirror({metadata}: KubernetesObject): boolean {
	return metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
}

function controllerOf({metadata}: KubernetesObject) {
	return metadata.ownerReferences?.find(({controller}) => controller);
}

function hasData({spec}: KubernetesObject): boolean {
	return objectsIn(spec?.volumes).some(({emptyDir}) => emptyDir !== undefined);
}

/** `shop/web-1, shop/web-2 and 5 more`. */
export function sayNames(objects: readonly KubernetesObject[], most = 8): string {
	const names = objects.map(({metadata}) => `${metadata.namespace}/${metadata.name}`).sort();
	if (names.length <= most) return names.join(', ');
	return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
