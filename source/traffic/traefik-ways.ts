import type {Guard} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Also} from '../model/split.ts';
import type {ObjectHead} from './object-head.ts';
import {keyOf, type Lead, type Leads, type Reference} from './traefik-services.ts';
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

/** What every TraefikService and route leads to, by where it leads, so that hundreds of splits do not each walk all parts. */
export type Graph = {
	readonly leads: Leads;
	/** Routes that send all of a rule to a TraefikService, by its `namespace/name`; through others too. */
	readonly wholes: ReadonlyMap<string, readonly Whole[]>;
	/** Routes that send all of a rule to one Service, by its `namespace/name`. */
	readonly alone: ReadonlyMap<string, readonly Whole[]>;
	/** TraefikServices that send all their requests to another one, by the other's `namespace/name`. */
	readonly above: ReadonlyMap<string, readonly TraefikPart[]>;
	/** What naming a route could mean, by its uid: itself, where it has a split, and those of the TraefikServices it leads to. */
	readonly splitsBehind: ReadonlyMap<string, ReadonlySet<string>>;
};

type Whole = {readonly ref: Ref; readonly label: string; readonly match: string};

export function graphOf(parts: readonly TraefikPart[]): Graph {
	const services = parts.filter(isService);
	const leads = new Map(services.map(({ref, leads: own}) => [keyOf(ref), own]));
	const split = new Set(services.filter(hasSplit).map(({ref}) => keyOf(ref)));
	const wholes = new Map<string, Whole[]>();
	const alone = new Map<string, Whole[]>();
	const above = new Map<string, TraefikPart[]>();
	const splitsBehind = new Map<string, Set<string>>();
	for (const part of parts.filter(each => !isService(each))) {
		const {ref, rules} = part;
		const behind = new Set(hasSplit(part) ? [ref.uid] : []);
		for (const {label, match, services: all} of rules) {
			const [only] = all;
			if (only === undefined || all.length > 1) continue;
			if (only.to.kind !== 'TraefikService') add(alone, keyOf(only.to), {ref, label, match});
			for (const key of chainFrom(only.to, leads)) {
				add(wholes, key, {ref, label, match});
				if (split.has(key)) behind.add(key);
			}
		}
		splitsBehind.set(ref.uid, behind);
	}
	for (const part of services) {
		const whole = part.leads.find(each => each.as === 'share' && each.part === 1);
		if (whole?.to.kind === 'TraefikService' && part.leads.length > 1) add(above, keyOf(whole.to), part);
	}
	return {leads, wholes, alone, above, splitsBehind};
}

function add<Each>(map: Map<string, Each[]>, key: string, each: Each): void {
	const known = map.get(key);
	if (known) known.push(each);
	else map.set(key, [each]);
}

function isService({ref}: TraefikPart): boolean {
	return ref.resource.kind === 'TraefikService';
}

function hasSplit({rules}: TraefikPart): boolean {
	return rules.some(({services}) => services.length > 1);
}

/** The TraefikServices that requests to this one go through undivided, itself first. */
function chainFrom(reference: Reference, leads: Leads): string[] {
	const chain: string[] = [];
	let next: Reference | undefined = reference;
	while (next?.kind === 'TraefikService' && !chain.includes(keyOf(next))) {
		chain.push(keyOf(next));
		const shares: readonly Lead[] = (leads.get(keyOf(next)) ?? []).filter(({as}) => as === 'share');
		next = shares.length === 1 ? shares[0]!.to : undefined;
	}
	return chain;
}

/** The routes that a TraefikService serves: what they match, and those that lead to no other split. */
export function usersOf(
	part: TraefikPart,
	{wholes, splitsBehind}: Graph,
): {readonly matches: readonly string[]; readonly partners: readonly Ref[]} {
	const users = isService(part) ? (wholes.get(keyOf(part.ref)) ?? []) : [];
	const refs = users.map(({ref}) => ref);
	return {
		matches: users.map(({match}) => match),
		partners: refs.filter(
			({uid}, index) =>
				splitsBehind.get(uid)?.size === 1 && refs.findIndex(each => each.uid === uid) === index,
		),
	};
}

/** Ways to a version beside the weights of the rule: what is copied or failed over above it, and routes to one Service alone. */
export function waysAround(part: TraefikPart, own: RulePart, {above, alone}: Graph): Also[] {
	const services = own.services.filter(({to}) => to.kind !== 'TraefikService');
	const keys = [...new Set(services.map(({to}) => keyOf(to)))];
	return [
		...(isService(part) ? (above.get(keyOf(part.ref)) ?? []) : []).flatMap(besideWhole),
		...keys.flatMap(key =>
			(alone.get(key) ?? []).map(({ref, label, match}): Also => {
				const where = ref.uid === part.ref.uid ? '' : ` of ${sayRef(ref)}`;
				const reaches = key.slice(key.indexOf('/') + 1);
				return {says: `rule ${label}${where} sends ${match || 'everything'} to ${reaches}`, reaches};
			}),
		),
	];
}

/** What a TraefikService does beside sending all its requests on: copies go elsewhere, or those that fail. */
function besideWhole({ref, leads}: TraefikPart): Also[] {
	return leads.flatMap(({to, as, part}): Also[] => {
		if (as === 'share') return [];
		const says =
			as === 'copy'
				? `${sayRef(ref)} sends a copy of ${Math.round(part * 100)} % of its requests to ${to.name}`
				: `${sayRef(ref)} sends what it fails to ${to.name}`;
		return [{says, reaches: to.name, ...(as === 'copy' && {copies: Math.round(part * 100)})}];
	});
}
