import type {Target} from '../model/command.ts';
import type {Resource} from '../model/ref.ts';
import type {HorizontalPodAutoscalerRow} from '../resources/horizontalpodautoscalers.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Row} from '../resources/view.ts';
import {servedAs} from '../traffic/splits.ts';
import {resourceView} from './listing.ts';
import {modelOn, modelsView} from './lists/models.ts';
import {rolloutOf} from './lists/rollouts.ts';
import {splitOf} from './lists/splits.ts';
import type {Screen, Subject} from './screen.ts';
import {logKey, type State} from './state.ts';

/** The kind a view shows, in the version this server serves; undefined where it serves none. */
export function resourceOf(state: State, viewName: string): Resource | undefined {
	const view = resourceView(state, viewName);
	if (view === undefined) return undefined;
	const served = servedAs(view, state.discovery?.resources ?? []);
	if (served === undefined) return undefined;
	const {group, version, plural, kind, namespaced} = served;
	return {group, version, plural, kind, namespaced};
}

/** What a command is meant for, pinned by uid. */
export function targetOf(state: State, subject: Subject): Target | undefined {
	if (subject.view === 'splits') {
		const split = splitOf(state, subject.uid);
		return split && {...split.ref};
	}
	if (subject.view === modelsView.name) {
		const way = modelOn(state, subject.uid)?.model.ways[0];
		return way && {...way.ref};
	}
	if (subject.view === 'rollouts') {
		const row = rolloutOf(state, subject.uid);
		return row && {...row.part.ref};
	}
	const resource = resourceOf(state, subject.view);
	return resource && {resource, namespace: subject.namespace, name: subject.name, uid: subject.uid};
}

export function rowOf<R extends Row = Row>(
	state: State,
	view: string,
	uid: string | undefined,
): R | undefined {
	return uid === undefined ? undefined : (state.streams[view]?.table.rows.get(uid) as R | undefined);
}

export function rowsIn<R extends Row>(state: State, view: string): Iterable<R> {
	return (state.streams[view]?.table.rows.values() ?? []) as Iterable<R>;
}

/** The autoscaler that steers a workload, which would take back what is scaled by hand; one itself. */
export function autoscalerOf(state: State, subject: Subject): HorizontalPodAutoscalerRow | undefined {
	const own = rowOf<HorizontalPodAutoscalerRow>(state, 'horizontalpodautoscalers', subject.uid);
	if (own !== undefined) return own;
	const scaled = scaledKind(state, subject);
	for (const row of rowsIn<HorizontalPodAutoscalerRow>(state, 'horizontalpodautoscalers')) {
		const {kind, name} = row.reference;
		if (row.namespace === subject.namespace && kind === scaled && name === subject.name) return row;
	}
	return undefined;
}

function scaledKind(state: State, {view, uid}: Subject): string | undefined {
	if (view === 'deployments') return 'Deployment';
	return view === 'rollouts' ? rolloutOf(state, uid)?.part.ref.resource.kind : undefined;
}

/** The container a log is read of: the one picked, else the first where there are several to choose from. */
export function containerRead(
	state: State,
	{subject, container}: Pick<Screen, 'subject' | 'container'>,
): string | undefined {
	if (container !== undefined) return container;
	const containers = rowOf<PodRow>(state, 'pods', subject?.uid)?.containers ?? [];
	return containers.length > 1 ? containers[0]!.name : undefined;
}

/** Which log a screen shows; undefined where it shows none. */
export function logKeyOf(
	state: State,
	screen: Pick<Screen, 'subject' | 'container' | 'isPrevious'>,
): string | undefined {
	return screen.subject && logKey(screen.subject, containerRead(state, screen), screen.isPrevious);
}
