import type {Ref} from '../model/ref.ts';
import {sayKind} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';
import {resourceViews} from '../resources/index.ts';
import {trim} from '../traffic/weights.ts';
import type {TroubledObject} from './trouble.ts';

/** What stands for a rollout says the same as the route that its engine writes: the route says it. */
export function distinctWays(ways: readonly Split[]): readonly Split[] {
	const routed = new Set(
		ways.flatMap(({drivenBy, ref}) =>
			drivenBy === undefined || drivenBy.uid === ref.uid ? [] : [drivenBy.uid],
		),
	);
	return ways.filter(({ref, drivenBy}) => drivenBy?.uid !== ref.uid || !routed.has(ref.uid));
}

/** A rule with one backend: there is nothing to shift. */
export function isLone({backends}: Pick<Split, 'backends'>): boolean {
	return backends.length === 1;
}

/** `HTTPRoute checkout`, `HTTPRoute checkout rule cards`. */
export function sayWay({ref, rule}: Pick<Split, 'ref' | 'rule'>): string {
	const isNamed = rule !== '' && !/^\d+$/.test(rule);
	return `${sayKind(ref.resource)} ${ref.name}${isNamed ? ` rule ${rule}` : ''}`;
}

/** `25 %`, `all its requests`. */
export function sayShare({share}: Pick<Backend, 'share'>): string {
	return share === 100 ? 'all its requests' : `${trim(share ?? 0)} %`;
}

/**
 * What takes a share away, after what else may be done. A drain leaves
 * everything to the champion, so of the champion only a shift does, and none
 * where an engine holds the weights; undefined where there is nothing to say.
 */
export function orTakenAway(
	first: string | undefined,
	{drivenBy}: Pick<Split, 'drivenBy'>,
	backend: Pick<Backend, 'role'> | undefined,
	joint = ', or ',
): string | undefined {
	const isChampion = backend?.role === 'champion';
	const taken = isChampion ? ':shift gives its share to another version' : ':drain takes its share away';
	const parts = [first, isChampion && drivenBy !== undefined ? undefined : taken];
	const said = parts.filter(part => part !== undefined);
	return said.length === 0 ? undefined : `${said.join(joint)}.`;
}

/** A split has a screen of its own; a rule with one backend is looked at in its object. */
export function wayOf(way: Split): TroubledObject {
	const {ref, key} = way;
	if (isLone(way)) return objectBehind(ref)!;
	return {view: 'splits', namespace: ref.namespace, name: ref.name, uid: key};
}

/** The object itself, in the view that lists its kind; undefined where none does. */
export function objectBehind({
	resource: {group, plural},
	namespace,
	name,
	uid,
}: Ref): TroubledObject | undefined {
	const view = resourceViews.find(each => each.group === group && each.plural === plural);
	return view && {view: view.name, namespace, name, uid};
}
