import type {ActionCommand} from '../../model/command.ts';
import {type Split, whyUnproved} from '../../model/split.ts';
import {draftShares, nudged, pickedBackend, sayPercents} from '../../store/draft.ts';
import {modelOn} from '../../store/lists/models.ts';
import type {Written} from '../../store/rights.ts';
import {subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {knownChampion} from '../../traffic/roles.ts';
import type {Binding, Place} from '../binding.ts';
import {ask, type Command, openScreen} from '../command.ts';
import {isAbortedHere, splitMeant} from './meant.ts';
import {whyNotWrite} from './whether-write.ts';

const onSplit: readonly Place[] = ['split'];
const onSplits: readonly Place[] = ['split', 'list', 'detail'];
/** A model is moved by the split that leads to it. */
const splitViews = ['splits', 'models'];

function whyNotShift(state: State): string | undefined {
	const split = splitMeant(state);
	if (split === undefined) return 'There is no traffic split under the cursor.';
	return (
		whySeveral(state) ??
		whySeveralWays(state) ??
		whyLocked(state, split) ??
		whyNotWrite(state, subjectsOf(state))
	);
}

/** Which of them is meant only a person knows. */
function whySeveralWays(state: State): string | undefined {
	const [subject] = subjectsOf(state);
	const model = subject?.view === 'models' ? modelOn(state, subject.uid)?.model : undefined;
	return model !== undefined && model.ways.length > 1
		? `${model.ways.length} splits lead to model ${model.name}: :splits opens the one you mean.`
		: undefined;
}

/** The screen of the split, with the version picked that a list of models points at. */
export function openSplitMeant(state: State): Command {
	const {key, ref} = splitMeant(state)!;
	const [subject] = subjectsOf(state);
	const version = subject?.view === 'models' ? modelOn(state, subject.uid)?.version.name : undefined;
	return openScreen({
		name: 'split',
		subject: {view: 'splits', uid: key, namespace: ref.namespace, name: ref.name},
		...(version !== undefined && {backend: version}),
	});
}

/** The version that weight keys move: the one picked on the split, or pointed at in a list of models. */
function backendMeant(state: State, split: Split): string {
	const [subject] = subjectsOf(state);
	const version = subject?.view === 'models' ? modelOn(state, subject.uid)?.version : undefined;
	const isBackend = split.backends.some(({name}) => name === version?.name);
	return isBackend ? version!.name : pickedBackend(split, topScreen(state));
}

/** Weights of several splits at once would be a guess, and draining only the first of them a surprise. */
function whySeveral(state: State): string | undefined {
	const {length} = subjectsOf(state);
	return length > 1 ? `This is for one split at a time: ${length} are marked.` : undefined;
}

/** Where the weights of the split stand: on the route, or as the number of pods of each version. */
export function weightsWritten(state: State): readonly Written[] {
	const split = splitMeant(state);
	const places = (split?.backends ?? []).flatMap(({weightAt}) =>
		weightAt?.form === 'replicas' ? [{...weightAt.ref, subresource: 'scale'}] : [],
	);
	return places.length > 0 || split === undefined ? places : [split.ref];
}

/** Weight keys move a ghost; from a list they open the split first, so that it can be seen. */
function nudge(points: number) {
	return (state: State) => {
		const split = splitMeant(state)!;
		const screen = topScreen(state);
		const backend = backendMeant(state, split);
		const draft = nudged(split, screen.name === 'split' ? screen.draft : undefined, backend, points);
		const opened = screen.name === 'split' ? [] : openSplitMeant(state);
		return [...opened, {type: 'draftChanged', draft} as const];
	};
}

function weightKey(name: string, key: string, points: number, rank: number): Binding {
	const size = Math.abs(points);
	return {
		name,
		keys: [key],
		label: `${points > 0 ? '+' : '-'}${size}`,
		help: `Drafts ${size} ${size === 1 ? 'point' : 'points'} ${points > 0 ? 'more' : 'less'} for the picked version; nothing is written before the preview.`,
		group: 'Change',
		places: onSplits,
		views: splitViews,
		rank,
		does: nudge(points),
		writes: weightsWritten,
		whyDisabled: whyNotShift,
	};
}

function shiftCommand(state: State): ActionCommand | undefined {
	const split = splitMeant(state);
	const {draft} = topScreen(state);
	if (split === undefined || draft === undefined) return undefined;
	const {percents, expect} = draft;
	return {action: 'shift', target: {...split.ref}, rule: split.rule || undefined, percents, expect};
}

function previewDraft(state: State) {
	const command = shiftCommand(state);
	return command === undefined ? [] : ask([command], 'Shift traffic');
}

function whyNoPreview(state: State): string | undefined {
	const split = splitMeant(state);
	const {draft} = topScreen(state);
	if (draft === undefined) return 'Nothing is drafted yet: < > , . or = change the weights.';
	if (split !== undefined && draftShares(split, draft) === undefined)
		return 'The backends changed: esc drops the draft.';
	return whyNotShift(state);
}

/** Draining asks which version stays where only the weights suggest one: neither the cursor nor the heavier one decides that. */
function drain(state: State): Command {
	const split = splitMeant(state)!;
	return knownChampion(split.backends) === undefined ? askWhichStays(split) : drainTo(split, undefined);
}

/** Everything to the version that stays; undefined: to the champion. */
export function drainTo(split: Split, to: string | undefined): Command {
	const {ref, rule} = split;
	return ask([{action: 'drain-traffic', target: {...ref}, rule: rule || undefined, to}], 'Drain traffic');
}

function askWhichStays({key, ref, backends}: Split): Command {
	const choices = backends.map(({name, share, pods}) => ({
		text: name,
		says: `${sayPercents([share])} %${pods === undefined ? '' : `, ${pods.ready}/${pods.wanted} pods ready`}`,
	}));
	return [
		{
			type: 'promptOpened',
			prompt: {
				asks: 'stays',
				label: 'Which version stays? ',
				text: '',
				cursor: 0,
				former: '',
				subjects: [{view: 'splits', uid: key, namespace: ref.namespace, name: ref.name}],
				choices,
				says: 'No mark says which one is the champion. It gets everything: type its name, or pick it with ↑ and ↓.',
			},
		},
	];
}

function whyNotDrain(state: State): string | undefined {
	const split = splitMeant(state);
	if (split === undefined) return 'There is no traffic split under the cursor.';
	if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
	return whySeveral(state) ?? whyLocked(state, split);
}

function whyLocked({writeUnproved}: State, split: Split): string | undefined {
	return split.lockedBecause ?? whyUnproved(split, writeUnproved);
}

export const trafficBindings: readonly Binding[] = [
	{
		name: 'preview',
		keys: ['enter'],
		label: 'preview',
		help: 'Previews the drafted weights: every target, the exact patch, and what the server says to it.',
		group: 'Change',
		places: onSplit,
		rank: 1,
		does: previewDraft,
		writes: weightsWritten,
		whyDisabled: whyNoPreview,
	},
	weightKey('more', '>', 5, 1.2),
	weightKey('less', '<', -5, 1.2),
	weightKey('more-by-one', '.', 1, 1.4),
	weightKey('less-by-one', ',', -1, 1.4),
	{
		name: 'weights',
		keys: ['='],
		label: 'set',
		help: 'Asks for exact weights: 25 for the picked version, or all of them like 75/25.',
		group: 'Change',
		places: onSplits,
		views: splitViews,
		rank: 1.6,
		does: state => {
			const split = splitMeant(state)!;
			const screen = topScreen(state);
			const {key, ref} = split;
			const subject = {view: 'splits', uid: key, namespace: ref.namespace, name: ref.name};
			const backend = backendMeant(state, split);
			return [
				...(screen.name === 'split' ? [] : openSplitMeant(state)),
				{
					type: 'promptOpened',
					prompt: {
						asks: 'weights',
						label: `Percent for ${backend}: `,
						text: '',
						cursor: 0,
						former: '',
						subjects: [subject],
						choices: [],
						says: `Or all of them: ${split.backends.map(({name}) => name).join('/')}, now ${sayPercents(split.backends.map(({share}) => share))}.`,
					},
				},
			];
		},
		writes: weightsWritten,
		whyDisabled: whyNotShift,
	},
	{
		name: 'drain',
		keys: ['X'],
		label: 'drain',
		help: 'Takes all traffic from the challenger, back to the champion; asks which version stays where no mark says so.',
		group: 'Change',
		places: ['split', 'list', 'now', 'detail'],
		views: splitViews,
		isMeant: state => !isAbortedHere(state),
		rank: 1.8,
		does: drain,
		writes: weightsWritten,
		whyDisabled: whyNotDrain,
	},
];
