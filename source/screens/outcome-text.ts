import {keyNamed} from '../commands/key-words.ts';
import type {Plan, Step} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import {proofOf} from '../store/proof.ts';
import type {Run} from '../store/run.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import {linkLines} from './link-lines.ts';
import {sayStep, valueLines} from './preview-facts.ts';
import {proofLines} from './proof-lines.ts';

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

/** How a change ended, what is left of it, and the way back. */
export function outcomeLines(theme: Theme, state: State, run: Run, outcome: Outcome): readonly Line[] {
	const {signs} = theme;
	const said = (tone: Tone, says: string): Line => [segment(`${signs[tone]} ${neutral(says)}`, tone)];
	const hint = (text: string | undefined): Line[] =>
		text === undefined ? [] : [[segment(`  ${neutral(text)}`, 'dim')]];
	switch (outcome.end) {
		case 'settled':
		case 'applied': {
			const seconds = (outcome.tookMs / 1000).toFixed(1);
			const done =
				outcome.end === 'settled'
					? `Settled in ${seconds} s${outcome.progress && `: ${outcome.progress}`}`
					: 'Written.';
			return [
				[],
				...valueLines(theme, outcome.plan),
				[],
				said('good', done),
				...atLength(outcome),
				...linkLines(theme, state),
				...proofOfRun(theme, state, run),
				...afterwards(theme, run, outcome),
			];
		}
		case 'unsettled':
			return [
				[],
				...valueLines(theme, outcome.plan),
				[],
				said('warning', `Written, but not there yet: ${outcome.progress}`),
				...atLength(outcome),
				...proofOfRun(theme, state, run),
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

/** An answer, or why there is none, as it came. */
function atLength({lines = []}: {readonly lines?: readonly string[]}): readonly Line[] {
	return lines.map(line => [segment(`  ${neutral(line)}`)]);
}

/** What is proved of a drain by now: it goes on being read while it is looked at. */
function proofOfRun(theme: Theme, state: State, run: Run): readonly Line[] {
	const proof = proofOf(state, run);
	return proof === undefined ? [] : [[], ...proofLines(theme, proof)];
}

function takingBack(plan: Plan | undefined, key: string): string | undefined {
	if (plan?.undo.way === 'swap') return `${key} takes back what was done.`;
	return plan?.undo.way === 'compensate' ? `${key}: ${plan.undo.says}` : undefined;
}

function stepsLeft({signs}: Theme, name: string, tone: Tone, steps: readonly Step[]): readonly Line[] {
	return steps.map((step): Line => [segment(`  ${signs[tone]} ${name}: `, tone), segment(sayStep(step))]);
}
