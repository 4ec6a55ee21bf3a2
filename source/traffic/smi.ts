import {type Json, pointerTo} from '../model/json.ts';
import {type KubernetesObject, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Split, WeightForm} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {thousandthsIn} from './smi-quantity.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesKnown} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * TrafficSplits of the Service Mesh Interface, as Linkerd's extension, Argo
 * Rollouts and others use them: requests to one Service are divided among
 * others. Weights are relative and always there. In v1alpha1 they are
 * quantities, so that `500m` is half of `1`; later versions take whole numbers
 * only. v1alpha1 comes before v1alpha2, since where both are served they are one
 * store without conversion, and only v1alpha1 may hold all that stands in it.
 */
export const smi: Dialect<SplitPart> = {
	name: 'smi',
	title: 'Service Mesh Interface',
	sources: [
		{
			group: 'split.smi-spec.io',
			plural: 'trafficsplits',
			kind: 'TrafficSplit',
			versions: ['v1alpha4', 'v1alpha3', 'v1alpha1', 'v1alpha2'],
			aliases: ['trafficsplit', 'ts'],
		},
	],
	part: readTrafficSplit,
	join: (parts, world) => parts.flatMap(part => splitsOfPart(part, world)),
};

type SplitPart = ObjectHead & {
	/** The Service that clients call. */
	readonly apex: string;
	/** The groups of routes whose requests are split; all requests where there are none. */
	readonly groups: readonly string[];
	readonly list: Json | undefined;
	readonly backends: readonly BackendPart[];
};

type BackendPart = {
	readonly name: string;
	readonly stored: Json | undefined;
	readonly pointer: string;
	readonly identity: readonly Guard[];
};

const apexAt = pointerTo('spec', 'service');
const listAt = pointerTo('spec', 'backends');

function readTrafficSplit(object: KubernetesObject, ref: Ref): SplitPart {
	const {spec = {}} = object;
	const apex: Guard = {at: apexAt, is: spec.service};
	return {
		...readHead(object, ref),
		apex: textIn(spec.service) ?? '',
		groups: objectsIn(spec.matches).map(({name}) => textIn(name) ?? ''),
		list: spec.backends,
		backends: objectsIn(spec.backends).map(({service, weight}, index) => ({
			name: textIn(service) ?? '',
			stored: weight,
			pointer: `${listAt}/${index}/weight`,
			identity: [apex, {at: `${listAt}/${index}/service`, is: service}],
		})),
	};
}

function splitsOfPart(part: SplitPart, world: IndexedWorld): Split[] {
	const {ref, apex, groups, list, backends} = part;
	if (backends.length < 2) return [];
	const matches = groups.join(', ');
	return [
		splitOf(part, {
			dialect: smi.name,
			rule: '',
			match: groups.length === 0 ? apex : `${apex} (${matches})`,
			total: 'relative',
			bounds: {min: 0, max: Number.MAX_SAFE_INTEGER},
			backends: readBackends(part, world),
			guards: [
				{ref, at: apexAt, is: apex},
				{ref, at: listAt, is: list},
			],
			warnings: [
				...(groups.length === 0
					? []
					: [`Only what ${matches} matches is split; the rest goes to Service ${apex} itself.`]),
				...(backends.every(({stored}) => thousandthsIn(stored) === 0)
					? ['Every weight is 0: no one says where requests then go.']
					: []),
			],
			lockedBecause: whyLocked(part),
		}),
	];
}

function readBackends({ref, backends}: SplitPart, world: IndexedWorld): Unranked[] {
	const {weights, form} = weightsOf(backends);
	const shares = sharesKnown(weights);
	const names = uniqueNames(backends);
	return backends.map(({name, stored, pointer, identity}, index): Unranked => {
		return {
			name: names[index]!,
			namespace: ref.namespace,
			kind: 'Service',
			weight: weights[index]!,
			share: shares[index]!,
			weightAt: {ref, pointer, stored, form, identity},
			...podsBehind(world, ref.namespace, name),
		};
	});
}

/** Whole numbers where all are, else all of them in thousandths, so that they can be compared and dealt. */
function weightsOf(backends: readonly BackendPart[]): {weights: Array<number | null>; form: WeightForm} {
	const thousandths = backends.map(({stored}) => thousandthsIn(stored) ?? null);
	return thousandths.every(each => each === null || each % 1000 === 0)
		? {weights: thousandths.map(each => each && each / 1000), form: 'quantity'}
		: {weights: thousandths, form: 'thousandths'};
}

function whyLocked({ref, backends}: SplitPart): string | undefined {
	const {version} = ref.resource;
	const isFit =
		version === 'v1alpha1'
			? (stored: Json | undefined) => thousandthsIn(stored) !== undefined
			: (stored: Json | undefined) => Number.isSafeInteger(stored) && Number(stored) >= 0;
	const odd = backends.find(({stored}) => !isFit(stored));
	if (odd === undefined) return undefined;
	const what = version === 'v1alpha1' ? 'a quantity of thousandths' : 'a whole number';
	return `The weight of ${odd.name} is not ${what} from 0 up, as ${version} wants it, so nothing is written to it.`;
}
