import type {Edit} from '../model/plan.ts';
import type {Backend, Split} from '../model/split.ts';
import type {Way} from '../model/way.ts';
import {
	type DestinationPart,
	isSamePlace,
	type RoutesPart,
	type RulePart,
	sayDestination,
	weightOf,
} from './istio-routes.ts';
import {sharesKnown, trim} from './weights.ts';

type Pair = {readonly from: DestinationPart; readonly to: DestinationPart};
type Place = {readonly part: RoutesPart; readonly rule: RulePart};

/** Every rule, weight and mirror of VirtualServices that reaches a destination of the split, but for its own weights. */
export function waysOfRules(parts: readonly RoutesPart[], split: Split, from: Backend, to: Backend): Way[] {
	const own = parts.find(({ref}) => ref.uid === split.ref.uid);
	const rule = own?.rules.find(({label}) => label === split.rule);
	const [leaves, stays] = [from, to].map(each => rule?.destinations[split.backends.indexOf(each)]);
	if (leaves === undefined || stays === undefined) return [];
	return parts.flatMap(part =>
		part.rules.flatMap(each => {
			const place = {part, rule: each};
			const isItself = each === rule;
			const pair = {from: leaves, to: stays};
			return [
				...(isItself ? [] : sentWays(place, pair)),
				...mirrorWays(place, pair),
				...(part === own ? delegated(place) : []),
			];
		}),
	);
}

function said({part, rule}: Place): Pick<Way, 'ref' | 'rule'> {
	return {ref: part.ref, rule: rule.label};
}

function sentWays(place: Place, {from, to}: Pair): Way[] {
	const {part, rule} = place;
	const {destinations} = rule;
	const leaves = destinations.find(each => isSamePlace(each, from));
	// A lone destination gets everything whatever its weight says.
	const isLone = destinations.length === 1;
	if (leaves === undefined || (!isLone && weightOf(leaves) === 0)) return [];
	const takes = rule.match || 'everything else';
	const share = isLone ? 100 : (sharesKnown(destinations.map(weightOf))[destinations.indexOf(leaves)] ?? 100);
	const name = sayDestination(from);
	const way = {
		...said(place),
		takes,
		says: `rule ${rule.label} sends ${share === 100 ? takes : `${trim(share)} % of ${takes}`} to ${name}`,
		from: share === 100 ? 'all' : `${trim(share)} %`,
	};
	if (part.champion === name || part.champion === from.subset)
		return [{...way, because: `${name} is the champion there: drain it there by itself.`}];
	const stays = destinations.find(each => isSamePlace(each, to));
	if (stays !== undefined) return [{...way, ...movedWeights(leaves, stays)}];
	if (!isLone)
		return [{...way, because: `${sayDestination(to)} is no destination there: give its share to another.`}];
	return [{...way, edits: ledTo(rule, leaves, to)}];
}

function movedWeights(
	leaves: DestinationPart,
	stays: DestinationPart,
): Pick<Way, 'edits'> | Pick<Way, 'because'> {
	const [less, more] = [leaves, stays].map(weightOf);
	if (less === null || less === undefined || more === null || more === undefined)
		return {because: 'One of its weights is no whole number: mend that first.'};
	return {
		edits: [
			{at: stays.pointer, from: stays.stored, to: less + more, identity: stays.identity},
			{at: leaves.pointer, from: leaves.stored, to: 0, identity: leaves.identity},
		],
	};
}

/** The rule's one destination becomes the version that stays. */
function ledTo(rule: RulePart, leaves: DestinationPart, to: DestinationPart): Edit[] {
	const at = leaves.pointer.replace(/weight$/, 'destination');
	const [from, shall] = [leaves, to].map(({identity}) => identity.at(-1)?.is);
	return [{at, from, to: shall, identity: [rule.identity]}];
}

function mirrorWays(place: Place, {from}: Pair): Way[] {
	const {rule} = place;
	return rule.mirrors
		.filter(mirror => isSamePlace(mirror, from))
		.map(({percent, ends}) => ({
			...said(place),
			takes: `copies of ${rule.match || 'its requests'}`,
			says: `rule ${rule.label} copies ${percent === 100 ? '' : `${percent} % of `}${rule.match || 'its requests'} to ${sayDestination(from)}`,
			from: percent === 100 ? 'a copy' : `a copy of ${percent} %`,
			isCopy: true as const,
			edits: [ends],
		}));
}

/** What another VirtualService decides is not seen from here. */
function delegated(place: Place): Way[] {
	const {rule} = place;
	if (rule.delegate === undefined) return [];
	return [
		{
			...said(place),
			takes: rule.match || 'everything else',
			says: `rule ${rule.label} sends ${rule.match || 'everything else'} where VirtualService ${rule.delegate} says`,
			from: 'unknown',
			because: `Look at ${rule.delegate} by itself.`,
		},
	];
}
