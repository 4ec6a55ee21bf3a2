import {carries, isEmpty, type Labels} from '../model/labels.ts';
import type {PodRow} from '../resources/pod-row.ts';

/** The pods of a namespace that carry all of the labels; none where there are no labels. */
export type PodIndex = (namespace: string, labels: Labels) => readonly PodRow[];

/** Pods of one template share one object of labels: what is compared is a few templates, however many pods there are. */
export function podIndex(pods: readonly PodRow[]): PodIndex {
	const byNamespace = new Map<string, Map<Labels, PodRow[]>>();
	for (const pod of pods) {
		const sets = byNamespace.get(pod.namespace);
		if (sets === undefined) byNamespace.set(pod.namespace, new Map([[pod.labels, [pod]]]));
		else {
			const set = sets.get(pod.labels);
			if (set) set.push(pod);
			else sets.set(pod.labels, [pod]);
		}
	}
	return (namespace, labels) =>
		isEmpty(labels)
			? []
			: [...(byNamespace.get(namespace) ?? [])].flatMap(([carried, set]) =>
					carries(carried, labels) ? set : [],
				);
}
