import type {Json} from '../model/json.ts';
import type {Edit} from '../model/plan.ts';
import type {Backend, Split} from '../model/split.ts';
import type {Way} from '../model/way.ts';
import {type BackendPart, mirrorsIn, type RoutePart, type RoutePartRule, weightOf} from './gateway-route.ts';
import {ruleLabels} from './rule-labels.ts';
import {sharesOf, trim} from './weights.ts';

/** The same two versions in one rule: where requests go, and where they shall go. */
type Pair = {readonly namespace: string; readonly from: BackendPart; readonly to: BackendPart};
type Place = {readonly part: RoutePart; readonly rule: RoutePartRule; readonly label: string};

/** Every rule, weight and copy of routes of this shape that reaches a backend of the split, but for its own weights. */
export function waysOfRoutes(parts: readonly RoutePart[], split: Split, from: Backend, to: Backend): Way[] {
	const pair = pairIn(parts, split, from, to);
	if (pair === undefined) return [];
	return parts.flatMap(part => {
		const labels = ruleLabels(part.rules.map(({name}) => name));
		return part.rules.flatMap((rule, index) => {
			const place = {part, rule, label: labels[index]!};
			const isItself = part.ref.uid === split.ref.uid && place.label === split.rule;
			return [...(isItself ? [] : sentWays(place, pair)), ...copyWays(place, pair)];
		});
	});
}

function pairIn(parts: readonly RoutePart[], split: Split, from: Backend, to: Backend): Pair | undefined {
	const part = parts.find(({ref}) => ref.uid === split.ref.uid);
	const labels = ruleLabels(part?.rules.map(({name}) => name) ?? []);
	const rule = part?.rules[labels.indexOf(split.rule)];
	const [leaves, stays] = [from, to].map(each => rule?.backends[split.backends.indexOf(each)]);
	return leaves && stays && {namespace: split.ref.namespace, from: leaves, to: stays};
}

function isSame(left: BackendPart, right: BackendPart, namespaces: readonly [string, string]): boolean {
	return (
		left.name === right.name &&
		left.kind === right.kind &&
		(left.namespace ?? namespaces[0]) === (right.namespace ?? namespaces[1])
	);
}

function sentWays(place: Place, pair: Pair): Way[] {
	const {part, rule} = place;
	const indexOf = (wanted: BackendPart) =>
		rule.backends.findIndex(each => isSame(each, wanted, [part.ref.namespace, pair.namespace]));
	const leaves = rule.backends[indexOf(pair.from)];
	if (leaves === undefined || weightOf(leaves) === 0) return [];
	const takes = rule.match || 'everything else';
	const share = sharesOf(rule.backends.map(weightOf))[rule.backends.indexOf(leaves)] ?? 100;
	const which = share === 100 ? takes : `${trim(share)} % of ${takes}`;
	const said = {
		ref: part.ref,
		rule: place.label,
		takes,
		says: `rule ${place.label} sends ${which} to ${leaves.name}`,
		from: share === 100 ? 'all' : `${trim(share)} %`,
	};
	if (part.champion === pair.from.name)
		return [{...said, because: `${leaves.name} is the champion there: drain it there by itself.`}];
	const stays = rule.backends[indexOf(pair.to)];
	if (stays !== undefined) return [{...said, edits: weightsMoved(rule, leaves, stays)}];
	if (rule.backends.length > 1)
		return [{...said, because: `${pair.to.name} is no backend there: give its share to another.`}];
	const edits = ledTo(part, rule, leaves, pair);
	return edits === undefined
		? [{...said, because: `${pair.to.name} is in another namespace, which may need a ReferenceGrant.`}]
		: [{...said, edits}];
}

/** The share of the one is added to the other; those beside them keep theirs. */
function weightsMoved({backends}: RoutePartRule, leaves: BackendPart, stays: BackendPart): Edit[] {
	const sum = weightOf(leaves) + weightOf(stays);
	return backends.flatMap(each => {
		if (each !== leaves && each !== stays) return [];
		const {pointer: at, stored: from, identity} = each;
		return [{at, from, to: each === stays ? sum : 0, identity}];
	});
}

/** A lone backend with the weight 0 would answer with errors: the rule is led to the version that stays. */
function ledTo(part: RoutePart, rule: RoutePartRule, leaves: BackendPart, pair: Pair): Edit[] | undefined {
	const isNear = part.ref.namespace === pair.namespace && leaves.namespace === pair.to.namespace;
	if (!isNear) return undefined;
	const at = leaves.pointer.slice(0, -'/weight'.length);
	const identity = [rule.identity];
	const members: ReadonlyArray<readonly [string, Json | undefined, Json | undefined]> = [
		['name', leaves.name, pair.to.name],
		['port', leaves.port, pair.to.port],
	];
	return members.flatMap(([member, is, shall]) =>
		is === shall ? [] : [{at: `${at}/${member}`, from: is, to: shall, identity}],
	);
}

function copyWays({part, rule, label}: Place, {namespace, from}: Pair): Way[] {
	const isCopied = (name: string, of: string | undefined) =>
		name === from.name && (of ?? part.ref.namespace) === (from.namespace ?? namespace);
	if (!rule.mirrors.some(mirror => isCopied(mirror.name, mirror.namespace))) return [];
	const said = {
		ref: part.ref,
		rule: label,
		takes: `copies of ${rule.match || 'its requests'}`,
		says: `rule ${label} copies ${rule.match || 'its requests'} to ${from.name}`,
		from: 'a copy',
		isCopy: true as const,
	};
	const {filters} = rule;
	if (filters === undefined)
		return [
			{
				...said,
				because:
					'Its filters set headers too, which sluice does not write down: take the RequestMirror out by hand.',
			},
		];
	const kept = filters.list.filter(
		filter => !mirrorsIn(filter).some(({name, namespace: of}) => isCopied(name, of)),
	);
	const to = kept.length === 0 ? undefined : kept;
	return [{...said, edits: [{at: filters.at, from: filters.list, to, identity: [rule.identity]}]}];
}
