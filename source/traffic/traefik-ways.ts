import type {Guard} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Also} from '../model/split.ts';
import type {ObjectHead} from './object-head.ts';
import {isSame, keyOf, type Lead, type Leads, type Reference} from './traefik-services.ts';
import type {Weighted} from './weighted-list.ts';

/** What is kept of a TraefikService or of a route. */
export type TraefikPart = ObjectHead & {
	readonly rules: readonly RulePart[];
	/** Where its requests go; none of a route, which has them by rule. */
	readonly leads: readonly Lead[];
};

export type RulePart = {
	readonly label: string;
	readonly match: string;
	readonly guards: readonly Guard[];
	readonly services: ReadonlyArray<Weighted & {readonly to: Reference}>;
	readonly isSticky: boolean;
	/** Clients are dealt out by their address, not request by request. */
	readonly isByAddress: boolean;
};

/** All parts, with where each TraefikService leads and what each route sends whole to one of them. */
export type Graph = {
	readonly parts: readonly TraefikPart[];
	readonly leads: Leads;
	readonly wholes: readonly Whole[];
};

type Whole = {readonly ref: Ref; readonly match: string; readonly to: Reference};

export function graphOf(parts: readonly TraefikPart[]): Graph {
	const leads = new Map(parts.flatMap(({ref, leads: own}) => (own.length > 0 ? [[keyOf(ref), own]] : [])));
	const wholes = parts.flatMap(({ref, rules, leads: own}) =>
		own.length > 0
			? []
			: rules.flatMap(({match, services}) => {
					const [only] = services;
					if (only === undefined || services.length > 1) return [];
					return chainFrom(only.to, leads).map(to => ({ref, match, to}));
				}),
	);
	return {parts, leads, wholes};
}

/** The TraefikServices that requests to this one go through undivided, itself first. */
function chainFrom(reference: Reference, leads: Leads): Reference[] {
	const chain: Reference[] = [];
	let next: Reference | undefined = reference;
	while (next?.kind === 'TraefikService' && !chain.some(each => isSame(each, next!))) {
		chain.push(next);
		const shares: readonly Lead[] = (leads.get(keyOf(next)) ?? []).filter(({as}) => as === 'share');
		next = shares.length === 1 ? shares[0]!.to : undefined;
	}
	return chain;
}

/** The routes that a TraefikService serves: what they match, and those that lead to no other split. */
export function usersOf(
	part: TraefikPart,
	{parts, wholes}: Graph,
): {readonly matches: readonly string[]; readonly partners: readonly Ref[]} {
	const isHere = ({to}: Whole) => to.kind === part.ref.resource.kind && keyOf(to) === keyOf(part.ref);
	const isSplit = ({to}: Whole) =>
		parts.some(each => keyOf(each.ref) === keyOf(to) && each.leads.length > 0 && hasSplit(each));
	const users = wholes.filter(isHere);
	const partners = parts.filter(
		each =>
			users.some(({ref}) => ref.uid === each.ref.uid) &&
			!hasSplit(each) &&
			wholes.every(whole => whole.ref.uid !== each.ref.uid || isHere(whole) || !isSplit(whole)),
	);
	return {matches: users.map(({match}) => match), partners: partners.map(({ref}) => ref)};
}

function hasSplit({rules}: TraefikPart): boolean {
	return rules.some(({services}) => services.length > 1);
}

/** Ways to a version beside the weights of the rule: what is copied or failed over above it, and routes to one Service alone. */
export function waysAround(part: TraefikPart, own: RulePart, {parts}: Graph): Also[] {
	const names = own.services.filter(({to}) => to.kind === 'Service');
	return [
		...parts.flatMap(each => besideWhole(part, each)),
		...parts.flatMap(each =>
			each.rules.flatMap((rule): Also[] => {
				const [only] = rule.services;
				const isAlone = rule !== own && rule.services.length === 1 && each.leads.length === 0;
				if (!isAlone || !only || !names.some(({to}) => isSame(to, only.to))) return [];
				const where = each === part ? '' : ` of ${sayRef(each.ref)}`;
				const says = `rule ${rule.label}${where} sends ${rule.match || 'everything'} to ${only.name}`;
				return [{says, reaches: only.name}];
			}),
		),
	];
}

/** A TraefikService that sends this one all its requests copies them, or has another for those that fail. */
function besideWhole({ref}: TraefikPart, {ref: above, leads}: TraefikPart): Also[] {
	const isWhole = leads.some(
		({to, as, part}) =>
			as === 'share' && part === 1 && to.kind === ref.resource.kind && keyOf(to) === keyOf(ref),
	);
	if (!isWhole) return [];
	return leads.flatMap(({to, as, part}): Also[] => {
		if (as === 'share') return [];
		const says =
			as === 'copy'
				? `${sayRef(above)} sends a copy of ${Math.round(part * 100)} % of its requests to ${to.name}`
				: `${sayRef(above)} sends what it fails to ${to.name}`;
		return [{says, reaches: to.name}];
	});
}
