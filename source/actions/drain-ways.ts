import type {Concern, Edit, Expectation, Line, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import type {Way} from '../model/way.ts';
import {distinctGuards} from '../plan/guard-as-read.ts';
import {dialectOf} from '../traffic/index.ts';
import {waysTo} from '../traffic/splits.ts';
import type {Choice} from './drain-traffic.ts';
import type {SplitFacts} from './gather-splits.ts';

/** Whether the dialect of a split tells every way to its backends itself. */
export function tellsWays(split: Split): boolean {
	return dialectOf(split)?.ways !== undefined;
}

/** The ways to versions that are drained, beside the weights that are drained as such; with `only` they stay open. */
export function waysClosed({parts}: SplitFacts, choices: readonly Choice[], only?: true): readonly Way[] {
	const isDrained = ({ref, rule, isCopy}: Way) =>
		!isCopy && choices.some(({split}) => split.ref.uid === ref.uid && split.rule === rule);
	const ways = choices.flatMap(({split, stays}) =>
		split.backends.flatMap(from => (from === stays ? [] : (waysTo(parts, split, from, stays) ?? []))),
	);
	const keyOf = ({ref, says}: Way) => `${ref.uid} ${says}`;
	const distinct = ways.filter(
		(way, index) => !isDrained(way) && ways.findIndex(each => keyOf(each) === keyOf(way)) === index,
	);
	return only ? distinct.map(leftOpen) : distinct;
}

function leftOpen({edits: _edits, ...way}: Way): Way {
	return {...way, because: 'Drain without naming a rule to close it too.'};
}

/** The steps, each with what closes the ways on its object; then one for each other object. */
export function withWays(steps: readonly Step[], ways: readonly Way[]): Step[] {
	const closing = ways.filter(({edits}) => edits !== undefined);
	const targets = [...steps.map(({target}) => target), ...closing.map(({ref}) => ref)];
	const distinct = targets.filter(
		(target, index) => targets.findIndex(({uid}) => uid === target.uid) === index,
	);
	return distinct.map(target => {
		const step = steps.find(each => each.target.uid === target.uid) ?? {
			type: 'edit' as const,
			target,
			guards: [],
			edits: [],
		};
		const edits = mergedEdits(
			closing.filter(({ref}) => ref.uid === target.uid).flatMap(way => way.edits ?? []),
		);
		if (edits.length === 0) return step;
		const guards = edits.flatMap(({at, from, identity = []}) => [...identity, {at, is: from}]);
		return {...step, guards: distinctGuards([...step.guards, ...guards]), edits: [...step.edits, ...edits]};
	});
}

/** Where several versions leave one rule, their weights are added up. */
function mergedEdits(edits: readonly Edit[]): Edit[] {
	const merged = new Map<string, Edit>();
	for (const edit of edits) {
		const known = merged.get(edit.at);
		const isSum = typeof known?.to === 'number' && typeof edit.to === 'number' && known.to !== 0;
		const from = typeof edit.from === 'number' ? edit.from : 0;
		merged.set(edit.at, isSum ? {...known, to: Number(known.to) + Number(edit.to) - from} : edit);
	}
	return [...merged.values()];
}

/** One line each, short enough to stand beside weights; the name of its object where that is another one. */
export function wayLines(way: Way, choices: readonly Choice[]): Line[] {
	const {ref, rule, takes, from, edits} = way;
	if (edits === undefined) return [];
	const isOwn = choices.some(({split}) => split.ref.uid === ref.uid);
	return [{subject: `${isOwn ? '' : `${ref.name} `}rule ${rule}: ${takes}`, from, to: 'none'}];
}

export function wayConcerns({ref, says, because}: Way): Concern[] {
	return because === undefined
		? []
		: [{says: `Not drained by this: ${sayRef(ref)}: ${says}.`, hint: because}];
}

export function settledWays({ref, edits = []}: Way): Expectation[] {
	const values = edits.map(({at, to}) => ({at, is: to}));
	return values.length > 0 ? [{seen: 'accepted', of: ref, values}] : [];
}
