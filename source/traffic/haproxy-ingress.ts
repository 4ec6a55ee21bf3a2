import {pointerTo} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Edit} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Also, ListAsRead, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type Group, groupsIn, podWeights, withWeights} from './haproxy-balance.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf, trim} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * Ingresses of HAProxy Ingress with a blue-green balance in an annotation:
 * groups of one Service's pods, by a label, and their weights in one text. The
 * same annotation on a Service is not read.
 */
export const haproxyIngress: Dialect<BalancePart> = {
	name: 'haproxy-ingress',
	title: 'HAProxy Ingress blue-green',
	sources: [{group: 'networking.k8s.io', plural: 'ingresses', kind: 'Ingress', aliases: ['ingress', 'ing']}],
	unproved: 'It was never tried with HAProxy Ingress.',
	part: readIngress,
	join: (parts, world) => parts.map(part => splitOfPart(part, world)),
	edits: editsOf,
	shares: sharesOfBalance,
};

type BalancePart = ObjectHead & {
	readonly at: string;
	readonly text: string;
	/** Undefined where the text cannot be read. */
	readonly groups: readonly Group[] | undefined;
	readonly guards: readonly ListAsRead[];
	readonly match: string;
	/** The Services it balances, each by itself. */
	readonly services: readonly string[];
	/** Each weight is for every pod of the group, however many those are. */
	readonly isPerPod: boolean;
	/** The annotations by which a request chooses its group itself. */
	readonly chosenBy: readonly string[];
	/** An annotation that says the same in an older way, and is passed over. */
	readonly passedOver: string | undefined;
};

const prefixes = ['haproxy-ingress.github.io/', 'ingress.kubernetes.io/'];
const bounds = {min: 0, max: 256};

function readIngress(ingress: KubernetesObject, ref: Ref): BalancePart | undefined {
	const {annotations = {}} = ingress.metadata;
	const named = (key: string) => prefixes.map(prefix => `${prefix}${key}`).filter(each => annotations[each]);
	const valueIn = (key: string) => annotations[named(key)[0] ?? ''];
	const [balance, passedOver] = [...named('blue-green-balance'), ...named('blue-green-deploy')];
	const text = annotations[balance ?? ''];
	if (balance === undefined || text === undefined || !text.includes(',')) return undefined;
	// What the numbers of the text come to hangs on these too.
	const meaning = ['blue-green-mode', 'initial-weight'].map(key => named(key)[0] ?? `${prefixes[0]}${key}`);
	const paths = objectsIn(ingress.spec?.rules).flatMap(({host, http}) =>
		objectsIn(objectIn(http).paths).map(({path, backend}) => ({
			match: `${textIn(host) ?? ''}${textIn(path) ?? ''}`,
			service: textIn(objectIn(objectIn(backend).service).name) ?? '',
		})),
	);
	const other = textIn(objectIn(objectIn(ingress.spec?.defaultBackend).service).name);
	const at = pointerTo('metadata', 'annotations', balance);
	return {
		...readHead(ingress, ref),
		at,
		text,
		groups: groupsIn(text),
		guards: [
			{ref, at, is: text},
			...meaning.map(each => ({ref, at: pointerTo('metadata', 'annotations', each), is: annotations[each]})),
		],
		match: paths.map(({match}) => match).join(', '),
		services: [...new Set([...paths.map(({service}) => service), ...(other === undefined ? [] : [other])])],
		isPerPod: valueIn('blue-green-mode') === 'pod',
		chosenBy: ['header', 'cookie'].flatMap(way => {
			const [name] = (valueIn(`blue-green-${way}`) ?? '').split(':');
			return name === '' || name === undefined ? [] : [`${way} ${name}`];
		}),
		passedOver,
	};
}

function splitOfPart(part: BalancePart, world: IndexedWorld): Split {
	const {groups, isPerPod} = part;
	const split: Split = {
		...splitOf(part, {
			dialect: haproxyIngress.name,
			rule: '',
			match: part.match,
			total: 'relative',
			bounds,
			backends: backendsOf(part, world),
			guards: part.guards,
			also: part.chosenBy.map(
				(way): Also => ({says: `a request with the ${way} goes to the group it names`, reaches: ''}),
			),
			...(isPerPod && {isPerPod}),
			lockedBecause:
				groups === undefined
					? `The controller cannot read "${part.text}" and balances nothing by it: nothing is written to it.`
					: undefined,
		}),
	};
	return {...split, warnings: warningsOf(part, split)};
}

function backendsOf({groups, text, services, ref, at}: BalancePart, world: IndexedWorld): Unranked[] {
	const {namespace} = ref;
	const named = groups ?? text.split(',').map(entry => ({label: '', value: entry, weight: null}));
	const names = uniqueNames(named.map(({label, value}) => ({name: value, namespace: label})));
	const [service, ...more] = services;
	return named.map(({label, value, weight}, index) => ({
		name: names[index]!,
		namespace,
		kind: 'Pods',
		weight,
		share: null,
		weightAt: {ref, pointer: at, stored: weight ?? undefined, form: 'within'},
		// Of several Services each has pods of its own in the group.
		...(service !== undefined && more.length === 0 && weight !== null
			? podsBehind(world, namespace, service, {[label]: value})
			: {}),
	}));
}

function warningsOf(part: BalancePart, split: Split): string[] {
	const {groups = [], services, passedOver} = part;
	return [
		...(groups.length > 0 && groups.every(({weight}) => weight === 0)
			? ['Every weight is 0: no pod gets a new request.']
			: []),
		...groups
			.filter(({weight, text}) => Number(text) !== weight)
			.map(({value, weight, text}) => `The weight ${text} of ${value} counts as ${weight}.`),
		...(services.length > 1
			? [`It balances the pods of each of its Services by itself: ${services.join(', ')}.`]
			: []),
		...(part.isPerPod ? ['Weights are for each pod: shares follow the number of pods.'] : roundingOf(split)),
		...(passedOver === undefined ? [] : [`Its annotation ${passedOver} is passed over.`]),
	];
}

/** What whole multiples of the least weight make of the others. */
function roundingOf(split: Split): string[] {
	const {backends} = split;
	const weights = backends.flatMap(({weight}) => weight ?? []);
	if (weights.length < backends.length || backends.some(({pods}) => pods === undefined)) return [];
	const without = backends.filter(({pods, weight}) => pods?.ready === 0 && weight !== 0);
	if (without.length > 0)
		return without.map(({name}) => `${name} has no ready pod: the others take its share.`);
	const meant = sharesOf(weights);
	const given = sharesOfBalance(split, weights);
	return backends.flatMap(({name}, index) => {
		const [really, says] = [given[index] ?? 0, meant[index] ?? 0];
		return really - says < 0.5
			? []
			: [
					`Each pod gets a whole multiple of the least weight, so ${name} gets ${trim(really)} %, not ${trim(says)} %: the annotation initial-weight makes that finer.`,
				];
	});
}

/** The weight of every pod, times how many there are. Where they are not known it is the nearest thing known. */
function sharesOfBalance(
	{backends, guards, isPerPod}: Split,
	weights: readonly number[],
): Array<number | null> {
	const counts = backends.flatMap(({pods}) => pods?.ready ?? []);
	if (counts.length < backends.length) return sharesOf(weights);
	const each = isPerPod ? weights : podWeights(weights, counts, initialWeightIn(guards));
	return sharesOf(each.map((weight, index) => weight * counts[index]!));
}

function initialWeightIn(guards: readonly ListAsRead[]): number {
	const guard = guards.find(({at}) => at.endsWith('initial-weight'));
	return Number.parseInt(textIn(guard?.is) ?? '', 10) || 1;
}

function editsOf({guards}: Split, weights: readonly number[]): Edit[] {
	const [{at, is} = {at: '', is: ''}] = guards;
	return [{at, from: is, to: withWeights(textIn(is) ?? '', weights)}];
}
