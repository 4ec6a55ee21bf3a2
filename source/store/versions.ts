import type {Role} from '../model/split.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {rolloutOf} from './lists/rollouts.ts';
import {splitOf} from './lists/splits.ts';
import type {Screen} from './screen.ts';
import type {State} from './state.ts';
import {type Behind, podsBehind} from './workloads.ts';

/** One of two versions that are compared. */
export type Compared = Behind & {readonly role: Role};

/** The champion, and the version it is compared with; the second is missing where there is only one. */
export type Pair = {readonly champion: Compared; readonly challenger?: Compared};

/** The two versions of a split or a rollout that a screen is about; of more than two, the picked one. */
export function comparedOn(
	state: State,
	{subject, backend}: Pick<Screen, 'subject' | 'backend'>,
): Pair | undefined {
	const versions = versionsOf(state, subject);
	const champion = versions.find(({role}) => role === 'champion') ?? versions[0];
	if (champion === undefined) return undefined;
	const others = versions.filter(each => each !== champion);
	const challenger =
		others.find(({name}) => name === backend) ?? others.find(({role}) => role === 'challenger') ?? others[0];
	return {champion, ...(challenger && {challenger})};
}

/** All versions of a split or a rollout. */
export function versionsOf(state: State, subject: Screen['subject']): readonly Compared[] {
	const split = splitOf(state, subject?.uid);
	if (split !== undefined) return split.backends;
	const led = rolloutOf(state, subject?.uid);
	if (led === undefined) return [];
	return led.rollout.versions.map(({role, service, revision, labels}) => ({
		role,
		namespace: led.namespace,
		kind: 'Service',
		name: service ?? revision,
		...(labels && {labels}),
	}));
}

/** Followed at most, for each version. */
export const mostPods = 10;

/** The pods of a version whose logs are worth a look: those in trouble first, then the newest. */
export function podsCompared(state: State, version: Compared): readonly PodRow[] {
	return [...podsBehind(state, version)].sort(
		(a, b) =>
			Number(b.trouble !== undefined) - Number(a.trouble !== undefined) ||
			b.created - a.created ||
			a.name.localeCompare(b.name),
	);
}

/** Its containers have begun to write; before that there is no log to ask for. */
export function hasLog({phase}: PodRow): boolean {
	return phase !== 'Pending';
}

/** What the containers of both versions are called, the first of a pod first. */
export function containersCompared(
	state: State,
	screen: Pick<Screen, 'subject' | 'backend'>,
): readonly string[] {
	const {champion, challenger} = comparedOn(state, screen) ?? {};
	const pods = [champion, challenger].flatMap(version => (version ? podsCompared(state, version) : []));
	return [...new Set(pods.flatMap(({containers}) => containers.map(({name}) => name)))];
}
