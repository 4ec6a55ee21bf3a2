import type {Role} from '../model/split.ts';
import type {EventRow} from '../resources/events.ts';
import type {Screen} from './screen.ts';
import type {State} from './state.ts';
import {rowsIn} from './targets.ts';
import {type Compared, versionsOf} from './versions.ts';
import {deploymentsBehind, podsBehind} from './workloads.ts';

/** Something that went wrong with a version: containers that restarted, or what events warn of. */
export type Misfortune = {
	readonly version: string;
	readonly role: Role;
	readonly kind: 'restarts' | 'warning';
	/** `exit 137 (OOMKilled)`, or the reason of the event. */
	readonly reason: string;
	/** Of one of them, the last. */
	readonly message: string;
	readonly count: number;
	/** How many objects it happened to. */
	readonly objects: number;
	readonly last: number | undefined;
};

/** What went wrong with the versions on screen, worst first: what restarted most, then what was warned of last. */
export function misfortunesOf(state: State, {subject}: Pick<Screen, 'subject'>): readonly Misfortune[] {
	return versionsOf(state, subject)
		.flatMap(version => [...restartsOf(state, version), ...warningsOf(state, version)])
		.sort(
			(a, b) =>
				Number(b.kind === 'restarts') - Number(a.kind === 'restarts') ||
				(a.kind === 'restarts' ? b.count - a.count : (b.last ?? 0) - (a.last ?? 0)),
		);
}

function restartsOf(state: State, version: Compared): readonly Misfortune[] {
	const restarted = podsBehind(state, version).filter(({restarts}) => restarts > 0);
	if (restarted.length === 0) return [];
	const latest = restarted.reduce((last, pod) =>
		(pod.lastRestart ?? 0) > (last.lastRestart ?? 0) ? pod : last,
	);
	return [
		{
			version: version.name,
			role: version.role,
			kind: 'restarts',
			reason: latest.lastExit,
			message: latest.name,
			count: restarted.reduce((sum, {restarts}) => sum + restarts, 0),
			objects: restarted.length,
			last: latest.lastRestart,
		},
	];
}

/** By reason: a hundred pods that cannot be pulled are one misfortune. */
function warningsOf(state: State, version: Compared): readonly Misfortune[] {
	const pods = podsBehind(state, version);
	const deployments = deploymentsBehind(state, version);
	const uids = new Set([...pods, ...deployments].map(({uid}) => uid));
	const sets = new Set(pods.map(({replicaSet}) => replicaSet).filter(name => name !== ''));
	const found = new Map<string, EventRow[]>();
	for (const event of rowsIn<EventRow>(state, 'warnings')) {
		const {kind, uid, name} = event.regarding;
		const isOfSet = kind === 'ReplicaSet' && event.namespace === version.namespace && sets.has(name);
		if (uids.has(uid) || isOfSet) found.set(event.reason, [...(found.get(event.reason) ?? []), event]);
	}
	return [...found].map(([reason, events]): Misfortune => {
		const last = events.reduce((latest, event) => (event.lastSeen > latest.lastSeen ? event : latest));
		return {
			version: version.name,
			role: version.role,
			kind: 'warning',
			reason,
			message: last.message,
			count: events.reduce((sum, {count}) => sum + count, 0),
			objects: new Set(events.map(({regarding}) => regarding.uid)).size,
			last: last.lastSeen,
		};
	});
}
