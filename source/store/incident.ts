import type {Ref} from '../model/ref.ts';
import type {Role, Split} from '../model/split.ts';
import {resourceViews} from '../resources/index.ts';
import {isOfKind} from '../traffic/splits.ts';
import {type LedRow, rolloutBehind, rolloutOf} from './lists/rollouts.ts';
import {splitOf} from './lists/splits.ts';
import type {Screen, Subject} from './screen.ts';
import type {State} from './state.ts';
import {versionsOf} from './versions.ts';
import {deploymentSubject, deploymentsBehind, drivenSplits, holderOf} from './workloads.ts';

/** An object whose last writer is worth knowing when a version fares badly. */
export type Suspect = {
	readonly subject: Subject;
	/** What of it is looked at. */
	readonly what: 'weights' | 'template';
	/** Where that stands in it. */
	readonly pointers: readonly string[];
	/** Whose template it is, where it is that of one version. */
	readonly role?: Role;
};

const templatePointers = ['/spec/template/spec/containers/0/image', '/spec/template/spec/containers'];
const mostSuspects = 5;

/** What may have changed: where the weights stand, and what the versions run. Each is read whole while it is looked at. */
export function suspectsOf(
	state: State,
	{name, subject}: Pick<Screen, 'name' | 'subject'>,
): readonly Suspect[] {
	if (subject === undefined || (name !== 'split' && name !== 'rollout')) return [];
	const split = splitOf(state, subject.uid);
	const led = split === undefined ? rolloutOf(state, subject.uid) : rolloutBehind(state, split);
	const splits = split === undefined ? (led === undefined ? [] : drivenSplits(state, led)) : [split];
	const found = [
		...splits.flatMap(weightsIn),
		...(led === undefined ? [] : templatesOf(state, led)),
		...versionsOf(state, subject).flatMap(version =>
			deploymentsBehind(state, version).map(row => templateIn(deploymentSubject(row), version.role)),
		),
	];
	const uids = new Set<string>();
	return found
		.filter(({subject: {uid}, what}) => !uids.has(`${uid} ${what}`) && uids.add(`${uid} ${what}`))
		.slice(0, mostSuspects);
}

function weightsIn({ref, backends}: Split): readonly Suspect[] {
	const places = backends.flatMap(({weightAt}) => weightAt ?? []);
	const refs = [...new Map(places.map(each => [each.ref.uid, each.ref])).values()];
	return (refs.length > 0 ? refs : [ref]).flatMap(each => {
		const subject = subjectFor(each);
		const pointers = places.filter(place => place.ref.uid === each.uid).map(({pointer}) => pointer);
		return subject === undefined ? [] : [{subject, what: 'weights' as const, pointers}];
	});
}

function templatesOf(state: State, led: LedRow): readonly Suspect[] {
	const holder = holderOf(state, led);
	const subject = holder === undefined ? subjectFor(led.part.ref) : deploymentSubject(holder);
	return subject === undefined ? [] : [templateIn(subject)];
}

function templateIn(subject: Subject, role?: Role): Suspect {
	return {subject, what: 'template', pointers: templatePointers, ...(role && {role})};
}

function subjectFor({resource, uid, namespace, name}: Ref): Subject | undefined {
	const view = resourceViews.find(each => isOfKind(resource, each));
	return view && {view: view.name, uid, namespace, name};
}
