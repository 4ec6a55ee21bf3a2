import {type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Edit} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Also, Split} from '../model/split.ts';
import {type Action, actionIn, type Group, withWeights} from './aws-alb-action.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * Ingresses for Amazon's Application Load Balancer: an action, in JSON in an
 * annotation, that forwards to several target groups. Weights are relative, 0
 * to 999, and each group must have one. Only the numbers in the text are
 * written, and only over the text that was read.
 */
export const awsAlb: Dialect<IngressPart> = {
	name: 'aws-alb',
	title: 'AWS Application Load Balancer',
	sources: [{group: 'networking.k8s.io', plural: 'ingresses', kind: 'Ingress', aliases: ['ingress', 'ing']}],
	unproved: 'It was never tried with an AWS load balancer and its controller.',
	part: readIngress,
	join: (parts, world) => parts.flatMap(part => splitsOfPart(part, world)),
	edits: editsOf,
};

type IngressPart = ObjectHead & {
	readonly actions: readonly ActionPart[];
	/** What goes to a Service directly. */
	readonly direct: readonly Direct[];
};

type ActionPart = Action & {
	readonly name: string;
	readonly at: string;
	readonly text: string;
	/** The requests it takes; undefined where no path uses it. */
	readonly match: string | undefined;
};

type Direct = {readonly match: string; readonly service: string};

const prefix = 'alb.ingress.kubernetes.io/actions.';
const conditions = 'alb.ingress.kubernetes.io/conditions.';
const bounds = {min: 0, max: 999};
const mostGroups = 5;

function readIngress(ingress: KubernetesObject, ref: Ref): IngressPart | undefined {
	const {annotations = {}} = ingress.metadata;
	const backends = backendsIn(ingress);
	// In the order of a server's answer, whoever wrote them.
	const sorted = Object.entries(annotations).sort(([left], [right]) => (left < right ? -1 : 1));
	const actions = sorted.flatMap(([annotation, text]): ActionPart[] => {
		if (!annotation.startsWith(prefix)) return [];
		const action = actionIn(text);
		if (action === undefined || action.groups.length < 2) return [];
		const name = annotation.slice(prefix.length);
		const uses = backends.filter(each => each.service === name && each.isAction).map(({match}) => match);
		const more = annotations[`${conditions}${name}`] === undefined ? '' : ' under conditions';
		const match = uses.length === 0 ? undefined : `${uses.join(', ')}${more}`;
		return [{...action, name, at: pointerTo('metadata', 'annotations', annotation), text, match}];
	});
	if (actions.length === 0) return undefined;
	return {...readHead(ingress, ref), actions, direct: backends.filter(({isAction}) => !isAction)};
}

/** What each path, and everything else, goes to: a Service, or an action of that name. */
function backendsIn({spec = {}}: KubernetesObject): Array<Direct & {readonly isAction: boolean}> {
	const paths = objectsIn(spec.rules).flatMap(({host, http}) =>
		objectsIn(objectIn(http).paths).map(({path, backend}) => ({
			match: `${textIn(host) ?? ''}${textIn(path) ?? ''}`,
			...readBackend(objectIn(backend)),
		})),
	);
	return spec.defaultBackend === undefined
		? paths
		: [...paths, {match: 'everything else', ...readBackend(objectIn(spec.defaultBackend))}];
}

function readBackend(backend: JsonObject): Pick<Direct, 'service'> & {readonly isAction: boolean} {
	const {name, port} = objectIn(backend.service);
	return {service: textIn(name) ?? '', isAction: objectIn(port).name === 'use-annotation'};
}

function splitsOfPart(part: IngressPart, world: IndexedWorld): Split[] {
	const {ref} = part;
	return part.actions.map(action =>
		splitOf(part, {
			dialect: awsAlb.name,
			rule: action.name,
			match: action.match ?? '',
			total: 'relative',
			bounds,
			backends: backendsOf(action, ref, world),
			guards: [{ref, at: action.at, is: action.text}],
			also: alsoReachedBy(action, part),
			warnings: warningsOf(action),
			lockedBecause: whyLocked(action),
		}),
	);
}

function backendsOf({groups, at}: ActionPart, ref: Ref, world: IndexedWorld): Unranked[] {
	const weights = groups.map(weightOf);
	const known = weights.filter(weight => weight !== null);
	const shares = known.length === weights.length ? sharesOf(known) : weights.map(() => null);
	const names = uniqueNames(groups);
	return groups.map(({name, kind}, index) => ({
		name: names[index]!,
		namespace: ref.namespace,
		kind,
		weight: weights[index]!,
		share: shares[index]!,
		weightAt: {ref, pointer: at, stored: weights[index] ?? undefined, form: 'within'},
		...(kind === 'Service' && podsBehind(world, ref.namespace, name)),
	}));
}

/** Null where the controller would refuse what stands there, or that nothing does. */
function weightOf({says = ''}: Group): number | null {
	return /^(0|[1-9]\d{0,2})$/.test(says) ? Number(says) : null;
}

function whyLocked({groups, twice, name}: ActionPart): string | undefined {
	if (twice !== undefined) {
		return `Action ${name} names ${twice} twice, so nobody knows which one counts: nothing is written to it.`;
	}
	const odd = groups.find(group => weightOf(group) === null);
	if (odd === undefined) return undefined;
	return odd.says === undefined
		? `${odd.name} has no weight, which the controller refuses beside others: nothing is written to action ${name}.`
		: `The weight of ${odd.name} is not a whole number from 0 to 999: nothing is written to action ${name}.`;
}

function warningsOf({groups, match, stickySeconds}: ActionPart): string[] {
	return [
		...(match === undefined ? ['No path of the Ingress uses this action, so its weights do nothing.'] : []),
		...(groups.every(group => weightOf(group) === 0)
			? ['Every weight is 0: the load balancer answers each request with 503.']
			: []),
		...(groups.length > mostGroups
			? [`A load balancer takes ${mostGroups} target groups, and this has ${groups.length}.`]
			: []),
		...(stickySeconds === undefined
			? []
			: [`A cookie keeps clients with their target group for ${stickySeconds} s.`]),
	];
}

/** Paths to a Service that this action also forwards to keep reaching it. */
function alsoReachedBy({groups}: ActionPart, {direct}: IngressPart): Also[] {
	return direct
		.filter(({service}) => groups.some(({name, kind}) => kind === 'Service' && name === service))
		.map(({match, service}) => ({says: `${match} goes to ${service} alone`, reaches: service}));
}

function editsOf({guards}: Split, weights: readonly number[]): Edit[] {
	return guards.map(({at, is}) => ({at, from: is, to: withWeights(textIn(is) ?? '', weights)}));
}
