import type {Also, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect, Need} from './dialect.ts';
import {serviceOf} from './istio-hosts.ts';
import {
	type Destination,
	isSamePlace,
	type RoutesPart,
	type RulePart,
	readRoutes,
	sayDestination,
	shortOf,
	weightOf,
} from './istio-routes.ts';
import {readSubsets, rootNamespace, type Subsets, type SubsetsPart, subsetsIn} from './istio-subsets.ts';
import {waysOfRules} from './istio-ways.ts';
import {splitOf} from './object-head.ts';
import {roleOfTrack, type Unranked} from './roles.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesKnown} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const group = 'networking.istio.io';
const virtualServices = {group, plural: 'virtualservices', kind: 'VirtualService', aliases: ['vs']};
const destinationRules: Need = {
	group,
	plural: 'destinationrules',
	kind: 'DestinationRule',
	aliases: ['dr'],
	alsoIn: [rootNamespace],
};

type IstioPart = RoutesPart | SubsetsPart;

/**
 * VirtualServices of Istio, with the DestinationRules that say which pods a
 * subset is: every rule for http, tcp or tls with two or more destinations is a
 * split. Weights are relative; an absent one is 0, but a lone destination gets
 * everything whatever its weight says.
 */
export const istio: Dialect<IstioPart> = {
	name: 'istio',
	title: 'Istio',
	sources: [virtualServices, destinationRules],
	needs: [destinationRules],
	ways: (parts, split, from, to) =>
		waysOfRules(
			parts.filter((part): part is RoutesPart => part.holds === 'routes'),
			split,
			from,
			to,
		),
	part: (object, ref) =>
		ref.resource.plural === virtualServices.plural ? readRoutes(object, ref) : readSubsets(object, ref),
	join: (parts, world) => rulesIn(parts, world, ({destinations}) => destinations.length > 1),
	lone: (parts, world) => rulesIn(parts, world, ({destinations}) => destinations.length === 1),
};

function rulesIn(
	parts: readonly IstioPart[],
	world: IndexedWorld,
	concerns: (rule: RulePart) => boolean,
): Split[] {
	const subsets = subsetsIn(parts.filter((part): part is SubsetsPart => part.holds === 'subsets'));
	return parts
		.filter((part): part is RoutesPart => part.holds === 'routes')
		.flatMap(part => splitsOfRoutes(part, part.rules.filter(concerns), {subsets, world}));
}

function splitsOfRoutes(
	part: RoutesPart,
	rules: readonly RulePart[],
	{subsets, world}: Omit<Around, 'names'>,
): Split[] {
	const {ref} = part;
	return rules.map(rule => {
		const names = namesOf(rule.destinations);
		return splitOf(part, {
			dialect: istio.name,
			rule: rule.label,
			match: sayMatch(part, rule),
			total: 'relative',
			bounds: {min: 0, max: mostWeight},
			backends: readBackends(part, rule, {names, subsets, world}),
			guards: [
				{ref, ...rule.identity},
				{ref, at: rule.listAt, is: rule.list},
			],
			also: [...mirrorsOf(rule, names), ...alsoReached(part, rule, names)],
			warnings: [...allZero(rule), ...part.complaints],
			lockedBecause: whyLocked(rule, names),
		});
	});
}

/** What is called, and what of it the rule takes: `reviews /api*`. */
function sayMatch({hosts}: RoutesPart, {match}: RulePart): string {
	const words = match.split(/[ ,]+/);
	const called = hosts.filter(host => !words.includes(host)).join(',');
	return [called, match].filter(Boolean).join(' ');
}

/** Weights are 32 bits wide, and so is their sum. */
const mostWeight = 2 ** 31 - 1;

type Around = {readonly names: readonly string[]; readonly subsets: Subsets; readonly world: IndexedWorld};

function readBackends(part: RoutesPart, rule: RulePart, {names, subsets, world}: Around): Unranked[] {
	const {ref} = part;
	const weights = rule.destinations.map(weightOf);
	const shares = sharesKnown(weights);
	return rule.destinations.map(({host, subset, stored, pointer, identity}, index): Unranked => {
		const service = serviceOf(host);
		const labels = subset === undefined ? {} : subsets(host, subset, ref.namespace);
		const behind = service && labels ? podsBehind(world, service.namespace, service.name, labels) : undefined;
		const mark = roleOfTrack(subset) ?? behind?.mark;
		return {
			name: names[index]!,
			namespace: service?.namespace ?? ref.namespace,
			kind: service ? 'Service' : 'Host',
			weight: weights[index]!,
			share: shares[index]!,
			weightAt: {ref, pointer, stored, form: 'number', identity},
			...behind,
			...(mark && {mark}),
			...(labels === undefined && {
				brokenBecause: `No DestinationRule says what subset ${subset} of ${shortOf(host)} is: whatever is sent there fails.`,
			}),
		};
	});
}

/** What tells the destinations apart, short: their subsets where those do, else with their Service. */
function namesOf(destinations: readonly Destination[]): string[] {
	const short = destinations.map(({host, subset}) => subset ?? shortOf(host));
	return uniqueNames(
		destinations.map(({host, port}, index) => {
			const name = short[index]!;
			const isUnique = short.filter(each => each === name).length === 1;
			return {
				name: isUnique ? name : sayDestination(destinations[index]!),
				namespace: serviceOf(host)?.namespace,
				port,
			};
		}),
	);
}

/** How this rule calls the destination; by its own name where the rule has no such backend. */
function nameOf(rule: RulePart, names: readonly string[], destination: Destination): string {
	const index = rule.destinations.findIndex(each => isSamePlace(each, destination));
	return names[index] ?? sayDestination(destination);
}

function mirrorsOf(rule: RulePart, names: readonly string[]): Also[] {
	return rule.mirrors.map(({percent, ...destination}) => {
		const name = nameOf(rule, names, destination);
		const copied = percent === 100 ? 'a copy of its requests' : `a copy of ${percent} % of its requests`;
		return {says: `${copied} goes to ${name}`, reaches: name, copies: percent};
	});
}

/** Rules with a single destination that this rule also splits to, and those that another VirtualService decides. */
function alsoReached(part: RoutesPart, rule: RulePart, names: readonly string[]): Also[] {
	return part.rules.flatMap((other): Also[] => {
		const takes = `rule ${other.label} sends ${other.match || 'everything else'}`;
		if (other.delegate !== undefined) {
			return [{says: `${takes} where VirtualService ${other.delegate} says`, reaches: ''}];
		}
		const [only] = other.destinations;
		if (other === rule || other.destinations.length !== 1 || !only) return [];
		const isReached = rule.destinations.some(each => isSamePlace(each, only));
		const name = nameOf(rule, names, only);
		return isReached ? [{says: `${takes} to ${name}`, reaches: name}] : [];
	});
}

function allZero({destinations}: RulePart): string[] {
	return destinations.every(destination => weightOf(destination) === 0)
		? ['Every weight is 0, which Istio refuses as invalid: nothing says where requests go.']
		: [];
}

function whyLocked({destinations}: RulePart, names: readonly string[]): string | undefined {
	const nowhere = destinations.findIndex(({host}) => host === '');
	if (nowhere !== -1) return `Destination ${nowhere} names no host, so its rule cannot be shifted.`;
	const odd = destinations.findIndex(destination => weightOf(destination) === null);
	if (odd === -1) return undefined;
	return `The weight of ${names[odd]} is not a whole number from 0 up, which Istio refuses, so its rule cannot be shifted.`;
}
