import {keyNamed} from '../commands/key-words.ts';
import type {Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Outcome} from '../model/telling.ts';
import {kubectlText} from '../plan/kubectl.ts';
import {sayNoOwners} from '../plan/no-owners.ts';
import {sayUndo} from '../plan/undo-words.ts';
import {bodyHeight} from '../store/geometry.ts';
import {
	canStop,
	concernsBeside,
	headline,
	isReasonDemanded,
	lossOf,
	phaseOf,
	type Run,
	undoIdOf,
	wordAsked,
} from '../store/run.ts';
import {dialogRuns, showsPatch} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {dialogRoom} from '../ui/dialog.tsx';
import {foldLine, type Line, segment} from '../ui/line.ts';
import type {Look, Theme, Tone} from '../ui/theme.ts';
import {drainConcerns, sayDrain} from './drain-text.ts';
import {shellLines} from './shell-lines.ts';
import {troublesOf} from './troubles-of.ts';
import {wrapWords} from './wrap.ts';

/** A margin on either side, so that the list behind is seen to be still there. */
export function previewWidth(width: number): number {
	return Math.max(30, Math.min(width - 4, 108));
}

/** What stands in the preview: the plan before it is confirmed, then how it goes, then how it ended. */
export function previewLines(theme: Theme, state: State): readonly Line[] {
	const width = previewWidth(state.size.columns) - 4;
	const runs = dialogRuns(state);
	const lines = [
		...undoneTogether(runs, keyNamed('undo', state)),
		...unseenLines(theme, state, runs),
		...runs.flatMap((run, r) => [...(r > 0 ? [[]] : []), ...runLines(theme, state, run, runs.length > 1)]),
		...(runs.length > 1 && !showsPatch(state) ? togetherLines(theme, state, runs) : []),
	];
	return lines.flatMap(line => {
		if (showsPatch(state)) return foldLine(line, width);
		return wrapWords(line, width, line[0]?.look === 'title' ? 0 : factIndent);
	});
}

/** Several changes that are taken back at once are said to be several before anything else. */
function undoneTogether(runs: readonly Run[], undoKey: string): readonly Line[] {
	if (runs.length < 2 || !runs.every(({command, outcome}) => command.action === 'undo' && !outcome))
		return [];
	const says = `Takes back ${runs.length} changes that were made together. For one of them alone: ${undoKey} in :journal.`;
	return [[segment(says, 'accent')], []];
}

/** What was marked and is out of sight is named first: it is easily forgotten that it is meant too. */
function unseenLines({signs}: Theme, {dialog}: State, runs: readonly Run[]): readonly Line[] {
	const unseen = dialog?.unseen ?? [];
	if (unseen.length === 0 || runs.every(({outcome, answer}) => outcome ?? answer)) return [];
	const says = `${unseen.length} of ${runs.length} marked and out of sight in the list: ${unseen.join(', ')}.`;
	return [[segment(`${signs.warning} ${neutral(says)}`, 'warning')], []];
}

const factWidth = 10;
const factIndent = factWidth + 2;

/** How far the preview can be scrolled. */
export function lastScroll(theme: Theme, state: State): number {
	const room = dialogRoom({height: bodyHeight(state), confirm: []});
	return Math.max(0, previewLines(theme, state).length - room);
}

function runLines(theme: Theme, state: State, run: Run, isOneOfMany: boolean): readonly Line[] {
	const {plan, outcome} = run;
	const title: Line = [segment(neutral(plan === undefined ? run.says : sayPlan(plan)), 'title')];
	if (outcome !== undefined) {
		const isLate = outcome.end === 'unsettled';
		const troubles = isLate ? troubleLines(theme, state, outcome.plan) : [];
		return [title, ...outcomeLines(theme, state, run, outcome), ...troubles];
	}
	if (plan === undefined) return [title, [segment('Reading afresh what this would change.', 'progress')]];
	if (showsPatch(state)) return [title, [], ...patchLines(plan, state)];
	if (phaseOf(run) === 'applying')
		return [
			title,
			[],
			...valueLines(theme, plan),
			[],
			...progressLines(theme, run),
			...troubleLines(theme, state, plan),
		];
	const first = [...changedLines(theme, run), ...lossLines(theme, run)];
	if (isOneOfMany) return [title, ...first, ...valueLines(theme, plan), ...remarkLines(theme, run, plan)];
	return [title, [], ...first, ...planLines(theme, state, run, plan)];
}

/** What somebody else did since a preview was confirmed: without it the two would look alike. */
function changedLines({signs}: Theme, {changed}: Run): readonly Line[] {
	if (changed === undefined) return [];
	const all =
		changed.length > 0 ? changed : ['What is shown here stands as it did; something behind it changed.'];
	return [
		[segment(`  ${signs.warning} Somebody was faster, and nothing was written. Look again:`, 'warning')],
		...all.map((says): Line => [segment(`    ${neutral(says)}`, 'warning')]),
		[],
	];
}

/** Why a word is asked for whatever the class of the context. */
function lossLines({signs}: Theme, run: Run): readonly Line[] {
	const loss = lossOf(run);
	return loss === undefined ? [] : [[segment(`  ${signs.bad} ${neutral(loss)}`, 'bad')], []];
}

/** An undo says what it takes back without its values: "Undo: ... from 3 to 0" would have to be read the other way round. */
function sayPlan({action, says}: Plan): string {
	return action === 'undo' || action === 'redo'
		? headline(says).replace(/ from \S.* to \S.*$/s, '')
		: headline(says);
}

function planLines(theme: Theme, state: State, run: Run, plan: Plan): readonly Line[] {
	const isDrain = plan.action === 'drain-traffic';
	return [
		...(isDrain ? [[segment(`  ${neutral(sayDrain(plan))}`, 'accent')], []] : []),
		...valueLines(theme, plan),
		[],
		...plan.steps.map((step, s) => fact(s === 0 ? 'Writes' : '', [segment(sayStep(step))])),
		...concernLines(theme, run, plan),
		...ownerLines(theme, plan),
		...rehearsalLines(theme, run),
		...eventLines(plan),
		fact('Undo', [undoSegment(state, plan)]),
		...reasonLines(theme, state, [run]),
	];
}

/** Events are writes, too. */
function eventLines({announcements = []}: Plan): readonly Line[] {
	return announcements.map(({reason, about}, a) =>
		fact(a === 0 ? 'Event' : '', [segment(neutral(`${reason} will be written on ${sayRef(about)}`))]),
	);
}

/** Why it is done, or that this must be said; nothing where nobody asks. */
function reasonLines({signs}: Theme, state: State, runs: readonly Run[]): readonly Line[] {
	const {reason} = state.dialog ?? {};
	if (reason !== undefined) return [fact('Reason', [segment(neutral(reason))])];
	if (!isReasonDemanded(runs)) return [];
	const says = `needed in this context: ${keyNamed('reason', state)} takes it`;
	return [fact('Reason', [segment(`${signs.warning} ${says}`, 'warning')])];
}

/** Of one change among many only what sets it apart. */
function remarkLines(theme: Theme, run: Run, plan: Plan): readonly Line[] {
	const isRefused = run.rehearsed.some(({trouble}) => trouble !== undefined);
	return [
		...concernLines(theme, run, plan),
		...(plan.owners.length > 0 ? ownerLines(theme, plan) : []),
		...(isRefused ? rehearsalLines(theme, run) : []),
	];
}

/** What holds for all changes of the preview alike. */
function togetherLines(theme: Theme, state: State, runs: readonly Run[]): readonly Line[] {
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	if (asking.length === 0) return [];
	const says = `the server would accept ${asking.length === runs.length ? `all ${runs.length}` : `${asking.length} of ${runs.length}`}`;
	const undo = new Set(asking.map(run => undoSegment(state, run.plan!).text));
	return [
		[],
		fact('Dry run', [segment(`${theme.signs.good} ${says}`, 'good')]),
		...asking.flatMap(({plan}) => eventLines(plan!)).slice(0, 1),
		...[...undo].map((text, u) => fact(u === 0 ? 'Undo' : '', [segment(text)])),
		...reasonLines(theme, state, asking),
	];
}

/** Every value before and after. */
function valueLines({glyphs}: Theme, {lines}: Plan): readonly Line[] {
	const subject = Math.max(0, ...lines.map(line => line.subject.length));
	const from = Math.max(0, ...lines.map(line => line.from.length));
	return lines.map(line => [
		segment('  '),
		segment(neutral(line.subject).padEnd(subject + 2)),
		segment(neutral(line.from).padStart(from), 'dim'),
		segment(` ${glyphs.arrow} `, 'dim'),
		segment(neutral(line.to), line.from === line.to ? 'dim' : 'accent'),
	]);
}

function sayStep({type, target, subresource, waitFor}: Step): string {
	if (type !== 'edit') return neutral(`${type} ${sayRef(target)}`);
	const scale = subresource === undefined ? '' : ` (${subresource})`;
	return neutral(`${sayRef(target)}${scale}${waitFor === undefined ? '' : ', and waits until it is ready'}`);
}

function fact(name: string, line: Line): Line {
	return [segment(`  ${name.padEnd(factWidth)}`, 'dim'), ...line];
}

function concernLines({signs}: Theme, run: Run, plan: Plan): readonly Line[] {
	const drain = plan.action === 'drain-traffic' ? drainConcerns(plan) : [];
	return [...drain, ...concernsBeside(run)].flatMap(({says, hint}, c) => [
		fact(c === 0 ? 'Mind' : '', [segment(`${signs.warning} ${neutral(says)}`, 'warning')]),
		...(hint === undefined ? [] : [fact('', [segment(`  ${neutral(hint)}`, 'dim')])]),
	]);
}

/** Who may take the change back, on what evidence, and when. */
function ownerLines({signs}: Theme, plan: Plan): readonly Line[] {
	if (plan.owners.length === 0) {
		return [
			fact('Owners', [segment(sayNoOwners(plan), plan.areOwnersKnown || plan.isEscape ? 'dim' : 'warning')]),
		];
	}
	return plan.owners.map(({name, evidence, revertsWhen, effect}, o) => {
		const tone: Tone = effect === 'undone' ? 'bad' : 'warning';
		const text = `${signs[tone]} ${name} reverts ${revertsWhen}: ${evidence}`;
		return fact(o === 0 ? 'Owners' : '', [segment(neutral(text), tone)]);
	});
}

function rehearsalLines({signs}: Theme, {rehearsed, plan}: Run): readonly Line[] {
	const failed = rehearsed.filter(({trouble}) => trouble !== undefined);
	if (failed.length > 0) {
		return failed.map(({trouble}, f) => {
			// It is waited for, and holds nothing up that is not told already.
			const tone = trouble!.reason === 'held-up' ? 'warning' : 'bad';
			return fact(f === 0 ? 'Dry run' : '', [segment(`${signs[tone]} ${neutral(trouble!.says)}`, tone)]);
		});
	}
	const isWhole = rehearsed.length === plan?.steps.length;
	if (!isWhole)
		return [fact('Dry run', [segment(`${signs.progress} the server is being asked`, 'progress')])];
	return [fact('Dry run', [segment(`${signs.good} the server would accept it`, 'good')])];
}

function undoSegment(state: State, {undo}: Plan): {readonly text: string; readonly look: Look} {
	const text = neutral(sayUndo(undo, `${keyNamed('undo', state)} writes the former values back`));
	return {text, look: undo.way === 'none' ? 'warning' : 'plain'};
}

function patchLines(plan: Plan, state: State): readonly Line[] {
	const width = previewWidth(state.size.columns) - 4;
	return kubectlText(plan, state.context.name).flatMap(text => [
		...shellLines(neutral(text), width).map(row => [segment(row, 'accent')]),
		[],
	]);
}

function progressLines({signs}: Theme, {plan, applied, progress}: Run): readonly Line[] {
	const steps = (plan?.steps ?? []).map((step): Line => {
		const isDone = applied.includes(step);
		return [
			segment(`  ${isDone ? signs.good : signs.progress} `, isDone ? 'good' : 'progress'),
			segment(sayDone(step, isDone).padEnd(9)),
			segment(sayStep(step), 'dim'),
		];
	});
	const waits: Line[] =
		progress === '' ? [] : [[segment(`  ${signs.progress} `, 'progress'), segment(neutral(progress))]];
	return [...steps, ...waits];
}

function sayDone({type}: Step, isDone: boolean): string {
	if (type === 'edit') return isDone ? 'written' : 'to write';
	return isDone ? 'done' : 'to do';
}

/** Counts alone leave whoever waits without the reason. */
function troubleLines({signs}: Theme, state: State, plan: Plan): readonly Line[] {
	return troublesOf(state, plan).map(says => [segment(`  ${signs.warning} ${neutral(says)}`, 'warning')]);
}

/** What was left of it in the cluster and in the journal. */
function afterwards(theme: Theme, {events = []}: Run, outcome: Told): readonly Line[] {
	return [...events.map((says): Line => [segment(neutral(says), 'dim')]), ...unrecorded(theme, outcome)];
}

type Told = {readonly unrecorded?: string};

/** A change the journal does not hold cannot be taken back from here: that must not go unsaid. */
function unrecorded({signs}: Theme, outcome: Told): readonly Line[] {
	if (outcome.unrecorded === undefined) return [];
	return [
		[segment(`${signs.warning} ${neutral(outcome.unrecorded)} It cannot be undone from here.`, 'warning')],
	];
}

function outcomeLines(theme: Theme, state: State, run: Run, outcome: Outcome): readonly Line[] {
	const {signs} = theme;
	const said = (tone: Tone, says: string): Line => [segment(`${signs[tone]} ${neutral(says)}`, tone)];
	const hint = (text: string | undefined): Line[] =>
		text === undefined ? [] : [[segment(`  ${neutral(text)}`, 'dim')]];
	switch (outcome.end) {
		case 'settled':
		case 'applied': {
			const seconds = (outcome.tookMs / 1000).toFixed(1);
			const done = outcome.end === 'settled' ? `Settled in ${seconds} s: ${outcome.progress}` : 'Written.';
			return [
				[],
				...valueLines(theme, outcome.plan),
				[],
				said('good', done),
				...afterwards(theme, run, outcome),
			];
		}
		case 'unsettled':
			return [
				[],
				...valueLines(theme, outcome.plan),
				[],
				said('warning', `Written, but not there yet: ${outcome.progress}`),
				...afterwards(theme, run, outcome),
			];
		case 'refused': {
			const tone = outcome.refusal.refused === 'nothing-to-do' ? 'dim' : 'warning';
			return [[], said(tone, outcome.refusal.says), ...hint(outcome.refusal.hint)];
		}
		case 'cancelled':
			return [said('dim', 'Cancelled: nothing was written.')];
		case 'failed':
			return [
				[],
				said('bad', outcome.trouble.says),
				...hint(outcome.trouble.hint),
				// It failed before there was anything to write.
				...(outcome.plan === undefined ? hint('Nothing was written.') : []),
				...stepsLeft(theme, 'Done before', 'good', outcome.done),
				...stepsLeft(theme, 'Not tried', 'dim', outcome.untried),
				...(outcome.done.length > 0 ? hint(takingBack(run.plan, keyNamed('undo-this', state))) : []),
				...afterwards(theme, run, outcome),
			];
	}
}

function takingBack(plan: Plan | undefined, key: string): string | undefined {
	if (plan?.undo.way === 'swap') return `${key} takes back what was done.`;
	return plan?.undo.way === 'compensate' ? `${key}: ${plan.undo.says}` : undefined;
}

function stepsLeft({signs}: Theme, name: string, tone: Tone, steps: readonly Step[]): readonly Line[] {
	return steps.map((step): Line => [segment(`  ${signs[tone]} ${name}: `, tone), segment(sayStep(step))]);
}

/** The line that says how to confirm, and how to leave. */
export function confirmLine(theme: Theme, state: State): Line {
	const runs = dialogRuns(state);
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	const key = (name: string, says: string): Line => [segment(name, 'key'), segment(` ${says}   `)];
	if (runs.some(run => phaseOf(run) === 'preparing')) return key('esc', 'cancel');
	if (asking.length === 0) {
		const isOver = runs.every(run => phaseOf(run) === 'over');
		const isDone = isOver && runs.some(run => undoIdOf(run) !== undefined);
		return [
			...key('esc', isOver ? 'close' : 'close, it goes on'),
			...(runs.some(canStop) ? key(keyNamed('stop', state), 'stop') : []),
			...(isDone
				? [...key(keyNamed('undo-this', state), 'undo'), ...key(keyNamed('receipt', state), 'receipt')]
				: []),
		];
	}
	const word = wordAsked(runs);
	if (word === undefined) {
		return [
			...key(keyNamed('confirm', state), 'do it'),
			...key(theme.enter, 'cancel'),
			...key(
				keyNamed(showsPatch(state) ? 'summary' : 'kubectl', state),
				showsPatch(state) ? 'summary' : 'kubectl',
			),
			...(showsPatch(state) ? [] : key(keyNamed('reason', state), 'reason')),
			...(showsPatch(state) ? key(keyNamed('copy-kubectl', state), 'copy') : []),
		];
	}
	const typed = state.dialog?.word ?? '';
	const isRight = word === typed;
	return [
		segment('type '),
		segment(word, 'danger'),
		segment(` and ${theme.enter} to do it: `),
		segment(typed, word.startsWith(typed) ? 'good' : 'bad'),
		segment(' ', 'selected'),
		segment(
			isRight
				? ` ${theme.signs.good} ${theme.enter} does it`
				: `   esc cancels  ${keyNamed('reason', state)} reason`,
			isRight ? 'good' : 'dim',
		),
	];
}
