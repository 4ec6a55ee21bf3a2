import type {Labels} from '../model/labels.ts';
import type {Backend} from '../model/split.ts';
import {roleOfTrack, type Unranked} from './roles.ts';
import {type IndexedWorld, podsOf} from './world.ts';

/** What is known of the pods behind a backend. */
export type BackendPods = Pick<Backend, 'pods' | 'image' | 'labels'> & Pick<Unranked, 'mark'>;

/** The pods that carry the labels: how many, of which image, and the role that their `track` label claims. */
export function podsWith(world: IndexedWorld, namespace: string, labels: Labels | undefined): BackendPods {
	if (labels === undefined || Object.keys(labels).length === 0) return {};
	const workloads = world.workloadsWith(namespace, labels);
	const track = workloads.map(each => each.templateLabels.track).find(each => roleOfTrack(each));
	const mark = roleOfTrack(track);
	return {labels, ...podsOf(workloads), ...(mark && {mark})};
}

/** The pods behind a Service, or behind the subset of them that carries further labels. */
export function podsBehind(
	world: IndexedWorld,
	namespace: string,
	service: string,
	subset: Labels = {},
): BackendPods {
	const selector = world.service(namespace, service)?.selector;
	// A Service that selects nothing by itself says nothing of where it leads.
	return selector && Object.keys(selector).length > 0
		? podsWith(world, namespace, {...selector, ...subset})
		: {};
}
