/** What is written to ways that are there: one more version, copies for one, or a version less. */
import type {Json, JsonObject} from '../model/json.ts';
import {valueAt} from '../model/json.ts';
import {objectIn, objectsIn} from '../model/object.ts';
import type {Edit, Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {mirrorsIn} from '../traffic/gateway-route.ts';
import {deal, trim} from '../traffic/weights.ts';
import type {Changed} from './objective.ts';
import {copies, type Led, leadingTo, type PresentWay, sayWay, whyNotWritten} from './present-ways.ts';

/** A version that is to be led to, beside which one, and with how much. */
export type Joining = Led & {readonly beside: string; readonly percent: number};

/** The smallest sum by which every share that there is stays one. */
const sums: readonly number[] = [100, 1000, 10_000];

/** Puts a version into a way, beside the one that is there, and gives it its percent of what all have now. */
export function withVersion(present: PresentWay, {beside, percent, ...led}: Joining): Changed | Refusal {
	const {name} = led;
	const {way, list} = present;
	const refused = whyNotWritten(present) ?? whyThere(present, name);
	if (refused) return refused;
	const model = list.is[way.backends.findIndex(each => each.name === beside)]!;
	const added = leadingTo(model, led, way.dialect);
	if (typeof added === 'string')
		return {
			refused: 'guarded',
			says: `${sayWay(way)} cannot take another Service: ${added}.`,
			hint: 'Add a subset for the new version there by hand, with a weight of 0, then shift.',
		};
	const presentShares = way.backends.map(({share}) => share);
	if (presentShares.some(share => share === null) || presentShares.every(share => share === 0))
		return {
			refused: 'guarded',
			says: `${sayWay(way)} sends nothing to anybody, or nobody can tell how much: ${trim(percent)} % of that means nothing.`,
			hint: 'Give its versions weights first.',
		};
	const shares = presentShares.map(share => ((share ?? 0) * (100 - percent)) / 100);
	const weights = weightsFor([...shares, percent]);
	const elements = [...list.is, added].map((element, index) => ({...element, weight: weights[index]!}));
	return changed(present, [edit(present, list.at, list.is, elements)], {
		from: 'no backend',
		// What a rule matches may be a secret, like a header's value, and the line is recorded.
		to: `${trim(percent)} % of its requests`,
		of: name,
	});
}

function weightsFor(shares: readonly number[]): readonly number[] {
	const dealt = sums.map(sum => deal(shares, sum));
	const isKept = (weights: readonly number[]) =>
		weights.every((weight, index) => weight > 0 || shares[index] === 0);
	return dealt.find(isKept) ?? dealt.at(-1)!;
}

function whyThere({way}: PresentWay, name: string): Refusal | undefined {
	return way.backends.some(each => each.name === name)
		? {
				refused: 'nothing-to-do',
				says: `${name} is a version of ${sayWay(way)} already.`,
				hint: `Shift there: sluice shift ${way.ref.resource.plural}/${way.ref.name} ${name}=PERCENT -n ${way.ref.namespace}`,
			}
		: undefined;
}

function whyCopied({way}: PresentWay, name: string): Refusal | undefined {
	return copies(way, name)
		? {
				refused: 'nothing-to-do',
				says: `${name} gets copies of ${sayWay(way)} already.`,
				hint: `End them first: sluice do retire ${name} -n ${way.ref.namespace}`,
			}
		: undefined;
}

/** Takes a version out of a way that sends it nothing; the others keep their weights. */
export function withoutVersion(present: PresentWay, name: string): Changed | Refusal {
	const {way, list} = present;
	const refused = whyNotWritten(present);
	if (refused) return refused;
	const left = list.is.filter((_element, index) => way.backends[index]!.name !== name);
	return changed(present, [edit(present, list.at, list.is, left)], {from: '0 %', to: 'no backend', of: name});
}

/** Sends copies of the requests of a way to a version; nobody gets its answers. */
export function withCopies(present: PresentWay, {beside, percent, ...led}: Joining): Changed | Refusal {
	const {name} = led;
	const {way, list, object, ruleAt} = present;
	const refused = whyNotWritten(present) ?? whyCopied(present, name);
	if (refused) return refused;
	const model = list.is[way.backends.findIndex(each => each.name === beside)]!;
	const line = {from: 'none', to: `copies of ${trim(percent)} % of its requests`, of: name};
	if (way.dialect === 'gateway-api') {
		const at = `${ruleAt}/filters`;
		const filters = valueAt(object, at);
		const {port} = objectIn(leadingTo(model, led, way.dialect) as JsonObject);
		// What a server would fill in stands there from the start: else it would not hold what was written.
		const backendRef = {group: '', kind: 'Service', name, ...(port !== undefined && {port})};
		const mirror = {backendRef, ...(percent < 100 && {percent})};
		const added = [...objectsIn(filters), {type: 'RequestMirror', requestMirror: mirror}];
		return changed(present, [edit(present, at, filters, added)], line);
	}
	if (way.dialect !== 'istio')
		return {
			refused: 'guarded',
			says: `${sayWay(way)} is a route of ${way.dialect}, which copies no requests.`,
			hint: 'Give it a share instead: do challenge … percent=1',
		};
	const rule = objectIn(valueAt(object, ruleAt));
	const copied = leadingTo(model, led, way.dialect);
	if (typeof copied === 'string' || rule.mirror !== undefined || rule.mirrors !== undefined)
		return {
			refused: 'guarded',
			says: `${sayWay(way)} ${typeof copied === 'string' ? `cannot take another Service: ${copied}` : 'copies its requests already'}.`,
			hint: 'Write the mirror by hand.',
		};
	return changed(
		present,
		[
			edit(present, `${ruleAt}/mirror`, undefined, copied.destination),
			edit(present, `${ruleAt}/mirrorPercentage`, rule.mirrorPercentage, {value: percent}),
		],
		line,
	);
}

/** Ends the copies that a way sends to a version. */
export function withoutCopies(present: PresentWay, name: string): Changed | Refusal {
	const {way, object, ruleAt} = present;
	const refused = whyNotWritten(present);
	if (refused) return refused;
	const line = {from: 'copies', to: 'none', of: name};
	const rule = objectIn(valueAt(object, ruleAt));
	if (way.dialect === 'gateway-api') {
		const filters = objectsIn(rule.filters);
		const left = filters.filter(filter => mirrorsIn(filter).every(mirror => mirror.name !== name));
		const to = left.length === 0 ? undefined : left;
		return changed(present, [edit(present, `${ruleAt}/filters`, rule.filters, to)], line);
	}
	if (way.dialect === 'istio' && rule.mirror !== undefined)
		return changed(
			present,
			['mirror', 'mirrorPercentage'].flatMap(member =>
				rule[member] === undefined ? [] : [edit(present, `${ruleAt}/${member}`, rule[member], undefined)],
			),
			line,
		);
	return {
		refused: 'guarded',
		says: `The copies of ${sayWay(way)} are not written here.`,
		hint: 'End them by hand.',
	};
}

function edit({identity}: PresentWay, at: string, from: Json | undefined, to: Json | undefined): Edit {
	return {at, from, to, ...(identity.length > 0 && {identity})};
}

function changed(
	{way, object, identity, list}: PresentWay,
	edits: readonly Edit[],
	{of, from, to}: {readonly of: string; readonly from: string; readonly to: string},
): Changed {
	return {
		ref: way.ref,
		object,
		edits,
		guards: [
			...identity,
			{at: list.at, is: list.is as unknown as Json},
			...edits.filter(({at}) => at !== list.at).map(({at, from: is}) => ({at, is})),
		],
		lines: [{subject: `${of} in ${way.rule === '' ? sayRef(way.ref) : sayWay(way)}`, from, to}],
	};
}

/** What is written to one object goes in one step: it applies whole or not at all. */
export function together(changes: readonly Changed[]): readonly Changed[] {
	const uids = [...new Set(changes.map(({ref}) => ref.uid))];
	return uids.map(uid => {
		const same = changes.filter(({ref}) => ref.uid === uid);
		return {
			...same[0]!,
			edits: same.flatMap(({edits}) => edits),
			guards: same.flatMap(({guards}) => guards),
			lines: same.flatMap(({lines}) => lines),
		};
	});
}

/** All of them, or the first reason why not. */
export function allOf(changes: readonly (Changed | Refusal)[]): readonly Changed[] | Refusal {
	const refused = changes.find(each => 'refused' in each);
	return (refused as Refusal | undefined) ?? together(changes as readonly Changed[]);
}
