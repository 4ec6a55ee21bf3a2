import type {ActionCommand, Target} from '../../model/command.ts';
import {sayRef} from '../../model/ref.ts';
import {type LedRow, ledViews} from '../../store/lists/rollouts.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {type State, topScreen} from '../../store/state.ts';
import {targetOf} from '../../store/targets.ts';
import {rolloutSubject} from '../../store/workloads.ts';
import type {LeverRefusals} from '../../traffic/engine-part.ts';
import type {Binding, Place} from '../binding.ts';
import {ask, type Command} from '../command.ts';
import {act, workloadsMeant} from './change.ts';
import {isAbortedHere, isLedHere, rolloutsMeant, splitMeant} from './meant.ts';
import {whyNotWrite} from './whether-write.ts';

type LeverName = keyof LeverRefusals;
type Lever = Extract<ActionCommand, {action: 'promote' | 'pause' | 'resume' | 'abort' | 'retry' | 'jump'}>;

const anywhere: readonly Place[] = ['now', 'list', 'split', 'rollout', 'detail', 'yaml', 'revisions'];

/** Asks for one lever of every rollout that is meant. */
export function askLever(state: State, verb: string, commandFor: (target: Target) => Lever): Command {
	const rows = rolloutsMeant(state);
	const [first] = rows;
	if (first === undefined) return [];
	const what = rows.length === 1 ? sayRef(first.part.ref) : `${rows.length} rollouts`;
	return ask(
		rows.map(({part}) => commandFor({...part.ref})),
		`${verb} ${what}`,
	);
}

/** On a split it is said first whom this aborts. */
function askToAbort(state: State): Command {
	const split = splitMeant(state);
	const [led] = rolloutsMeant(state);
	const isOther = split !== undefined && split.ref.uid !== led?.uid;
	const verb = isOther ? `${sayRef(split.ref)} is led by an engine. Abort` : 'Abort';
	return askLever(state, verb, target => ({action: 'abort', target}));
}

/** Why a lever of the rollouts that are meant cannot be pulled: as the engine says it, with the nearest one that can. */
export function whyNotLever(state: State, lever: LeverName): string | undefined {
	const rows = rolloutsMeant(state);
	if (rows.length === 0) return whyNoRollout(state);
	return whyRefused(rows, lever) ?? whyNotWrite(state, rows.map(rolloutSubject));
}

/** The escape reads afresh: data that is old on screen does not hold it back. */
function whyNotAbort(state: State): string | undefined {
	const rows = rolloutsMeant(state);
	if (rows.length === 0) return whyNoRollout(state);
	if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
	return whyRefused(rows, 'abort');
}

/** Some levers are members of the status: who may write either may try. */
export function leversWritten(state: State): readonly Written[] {
	return rolloutsMeant(state).flatMap(({part}) => [part.ref, {...part.ref, subresource: 'status'}]);
}

function whyNoRollout(state: State): string {
	if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
	return topScreen(state).name === 'split'
		? 'No engine leads this split: its weights are set by hand.'
		: 'There is no rollout here that an engine leads.';
}

/** Of several, only where none of them has the lever: the others are refused by name in the preview. */
function whyRefused(rows: readonly LedRow[], lever: LeverName): string | undefined {
	const refusals = rows.map(row => refusalOf(row, lever));
	return refusals.every(each => each !== undefined) ? refusals[0] : undefined;
}

function refusalOf({part}: LedRow, lever: LeverName): string | undefined {
	const refusal = part.refusals[lever];
	if (refusal === undefined) return undefined;
	const {resource, name} = part.ref;
	// Its name is on screen, and there is one line for the reason.
	const says = refusal.says.replace(sayRef(part.ref), 'It');
	// What is to be typed in a shell for this object is typed after a colon here.
	const own = new RegExp(`sluice (\\S+) -n \\S+ ${resource.plural}(?:\\.\\S+)?/${name}(?: --(full))?`, 'g');
	const hint = (refusal.hint ?? '').replaceAll(
		own,
		(_all, verb, full) => `:${verb}${full ? ` ${full}` : ''}`,
	);
	return sentence(hint === '' ? says : `${says} ${hint}`);
}

function sentence(says: string): string {
	return /[.!?]$/.test(says) ? says : `${says}.`;
}

/** Pause and resume are for Deployments too; each has a fixed end, and none toggles. */
function heldMeant(state: State): readonly Subject[] {
	const led = rolloutsMeant(state).map(rolloutSubject);
	return led.length > 0 ? led : workloadsMeant(state);
}

function heldWritten(state: State): readonly Written[] {
	return rolloutsMeant(state).length > 0
		? leversWritten(state)
		: workloadsMeant(state).flatMap(subject => targetOf(state, subject) ?? []);
}

function whyNotHeld(state: State, lever: 'pause' | 'resume'): string | undefined {
	return rolloutsMeant(state).length > 0
		? whyNotLever(state, lever)
		: whyNotWrite(state, workloadsMeant(state));
}

const typed = {
	group: 'Change',
	keys: [],
	places: anywhere,
	views: ['splits', 'models', ...ledViews],
} as const;

const typedOfWorkloads = {
	...typed,
	views: ['deployments', ...typed.views],
} as const;

export const leverBindings: readonly Binding[] = [
	{
		name: 'promote',
		keys: ['p'],
		label: 'next step',
		help: 'Takes a rollout one declared step further; :promote full goes past all of them.',
		group: 'Change',
		places: ['rollout', 'list', 'split'],
		views: ['splits', 'models', ...ledViews],
		isMeant: isLedHere,
		rank: 1.1,
		does: state => askLever(state, 'Promote', target => ({action: 'promote', target})),
		writes: leversWritten,
		whyDisabled: state => whyNotLever(state, 'promote'),
	},
	{
		name: 'abort',
		keys: ['X'],
		label: 'abort',
		help: 'Gives a rollout up, also from the split it drives: everything back to the champion, by the lever of its engine.',
		group: 'Change',
		places: ['rollout', 'list', 'split', 'now', 'detail', 'yaml'],
		views: ['splits', 'models', ...ledViews],
		isMeant: isAbortedHere,
		rank: 1.8,
		does: askToAbort,
		writes: leversWritten,
		whyDisabled: whyNotAbort,
	},
	{
		...typed,
		name: 'retry',
		label: 'retry',
		help: 'Begins an aborted rollout again.',
		does: state => askLever(state, 'Retry', target => ({action: 'retry', target})),
		writes: leversWritten,
		whyDisabled: state => whyNotLever(state, 'retry'),
	},
];

/** For Deployments too, which is why they stand behind what else is done to those. */
export const holdBindings: readonly Binding[] = [
	{
		...typedOfWorkloads,
		name: 'pause',
		label: 'pause',
		help: 'Holds a rollout or a deployment where it is; traffic stays as it is.',
		does: state => act(state, heldMeant(state), 'Pause', target => ({action: 'pause', target})),
		writes: heldWritten,
		whyDisabled: state => whyNotHeld(state, 'pause'),
	},
	{
		...typedOfWorkloads,
		name: 'resume',
		label: 'resume',
		help: 'Lets it go on, and takes back what was left switched off in it.',
		does: state => act(state, heldMeant(state), 'Resume', target => ({action: 'resume', target})),
		writes: heldWritten,
		whyDisabled: state => whyNotHeld(state, 'resume'),
	},
];
