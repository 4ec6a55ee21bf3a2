import {serviceResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {pointerTo, valueAt} from '../model/json.ts';
import {refOf, textIn} from '../model/object.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import {type Ref, resourceName, sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {dialectOf} from '../traffic/index.ts';
import {championAnnotation} from '../traffic/roles.ts';
import {sources} from '../traffic/splits.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {gatherSplits, type SplitFacts} from './gather-splits.ts';

type Choose = Extract<ActionCommand, {action: 'choose-champion'}>;

const annotationAt = pointerTo('metadata', 'annotations', championAnnotation);

/** Writes down which version stays, on the route itself, where every operator's drain reads it. */
export const chooseChampion: Action<Choose, SplitFacts> = {
	name: 'choose-champion',
	title: 'Choose the champion',
	kinds: [...sources, serviceResource].map(resourceName),
	gather: (command, reader) => gatherSplits(command.target, reader),
	plan({target, backend}, facts) {
		const ref = refOf(target.resource, facts.object);
		const {splits} = facts;
		const chosen = chosenWith(backend, facts);
		const before = textIn(valueAt(facts.object, annotationAt));
		const refusal =
			recreated(target, ref) ??
			keptElsewhere(ref, splits) ??
			notWritable(facts) ??
			(typeof chosen === 'string' ? alreadySo(chosen, before) : chosen);
		if (refusal) return refusal;
		return {
			...plainPlan,
			action: 'choose-champion',
			says: `Choose ${backend} as the champion of ${sayRef(ref)}`,
			lines: [{subject: 'champion', from: before ?? 'not chosen', to: String(chosen)}],
			steps: [
				{
					type: 'edit',
					target: ref,
					guards: [guardAsRead(facts.object, annotationAt)],
					edits: [{at: annotationAt, from: before, to: String(chosen)}],
				},
			],
			undo: {way: 'swap'},
			settledWhen: [{seen: 'accepted', of: ref, values: [{at: annotationAt, is: String(chosen)}]}],
			concerns: [],
		} satisfies Plan;
	},
};

/** Some kinds pass their annotations on to where they do more than tell a choice. */
function notWritable({splits}: SplitFacts): Refusal | undefined {
	const [because] = splits.flatMap(split => dialectOf(split)?.noChoiceBecause ?? []);
	return because === undefined
		? undefined
		: {
				refused: 'guarded',
				says: because,
				hint: 'Name the version that stays where it matters: drain-traffic --to.',
			};
}

/** The choice with this one in it: it takes the place of its siblings, and leaves the champions of other rules. */
function chosenWith(backend: string, {object, splits}: SplitFacts): string | Refusal {
	const siblings = new Set(
		splits
			.filter(split => split.backends.some(each => each.name === backend))
			.flatMap(split => split.backends.map(each => each.name)),
	);
	if (siblings.size === 0) {
		const names = [...new Set(splits.flatMap(split => split.backends.map(each => each.name)))].join(', ');
		return {
			refused: 'not-found',
			says: `No rule of ${object.metadata.name} splits traffic to ${backend}.`,
			hint: names ? `Its versions are ${names}.` : 'It divides no traffic.',
		};
	}
	const before = textIn(valueAt(object, annotationAt)) ?? '';
	const others = before
		.split(',')
		.map(name => name.trim())
		.filter(name => name !== '' && !siblings.has(name));
	return [...others, backend].join(',');
}

/** A choice written on an object that merely takes part would be read by nobody. */
function keptElsewhere({uid}: Ref, splits: readonly Split[]): Refusal | undefined {
	const [first] = splits;
	if (first === undefined || splits.some(({ref}) => ref.uid === uid)) return undefined;
	return {
		refused: 'usage',
		says: `The choice is kept on ${sayRef(first.ref)}.`,
		hint: 'Choose the champion there.',
	};
}

function alreadySo(chosen: string, before: string | undefined): Refusal | undefined {
	return chosen === before
		? {refused: 'nothing-to-do', says: `The champion is ${chosen} already.`}
		: undefined;
}
