import type {ActionCommand} from '../model/command.ts';
import {type Deed, mostDeeds} from '../model/deed.ts';
import type {Permit} from '../model/permit.ts';
import type {Concern, Plan, Step} from '../model/plan.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Prompt} from './prompt.ts';

/** One command on its way from the key to its outcome, as told by `perform`. */
export type Run = {
	readonly id: number;
	readonly command: ActionCommand;
	/** What it was called when a key was pressed, until the plan says it better. */
	readonly says: string;
	/** The cluster's time. */
	readonly startedAt: number;
	/** The same number for all that were asked for at once; undefined where it was asked for alone. */
	readonly together?: number;
	readonly plan?: Plan;
	/** What somebody else changed since a preview was confirmed in vain; empty where nothing that shows. */
	readonly changed?: readonly string[];
	readonly rehearsed: readonly Rehearsal[];
	readonly permit?: Permit;
	/** The operator's answer; undefined while it is awaited. */
	readonly answer?: 'confirmed' | 'cancelled';
	/** Why, as it was typed before the confirmation. */
	readonly reason?: string;
	/** Nothing more of it is to be written. */
	readonly isStopping?: true;
	readonly applied: readonly Step[];
	/** When the last step of it was written, and when it ended; by the cluster's clock. */
	readonly writtenAt?: number;
	readonly endedAt?: number;
	/** What is being waited for, and how far it is. */
	readonly progress: string;
	readonly outcome?: Outcome;
	/** What the orchestrator did with containers for it, as sentences with the cluster's time, oldest first. */
	readonly deeds?: readonly Deed[];
	/** What became of the Events about it, as sentences. */
	readonly events?: readonly string[];
};

export type Rehearsal = {readonly step: Step; readonly trouble?: Trouble};

/** A preview in front of everything else, and then what became of it. Several runs are answered as one. */
export type Dialog = {
	readonly runs: readonly number[];
	/** When the whole preview had reached the terminal; an answer within the next moment is a reflex, not a decision. */
	readonly shownAt?: number;
	/** Goes up whenever what it shows has become something else. */
	readonly edition: number;
	/** Names of what it is about that was marked, and out of sight in the list. */
	readonly unseen: readonly string[];
	/** Typed so far, where a word confirms. */
	readonly word: string;
	/** Why, for all runs of it; undefined while nobody said. */
	readonly reason?: string;
	/** First line in sight. */
	readonly first: number;
	/** What was typed for it, to be mended where it is refused. */
	readonly prompt?: Prompt;
	/** Shows kubectl's words and the patches in place of the summary. */
	readonly showsPatch: boolean;
};

export function withTelling(run: Run, telling: Telling, at: number): Run {
	switch (telling.type) {
		case 'gathering':
			return run;
		case 'overtaken':
			return {...begunAgain(run), changed: run.answer === 'confirmed' ? [] : run.changed};
		case 'changed':
			return {...run, changed: telling.says};
		case 'planned':
			return {...run, plan: telling.plan, says: telling.plan.says};
		case 'rehearsed':
			return {...run, rehearsed: [...run.rehearsed, {step: telling.step, trouble: telling.trouble}]};
		case 'permitted':
			return {...run, permit: telling.permit};
		case 'applied':
			return {...run, applied: [...run.applied, telling.step], writtenAt: at};
		case 'waiting':
			return {...run, progress: telling.progress};
		case 'orchestrated':
			return {...run, deeds: [...(run.deeds ?? []), {at: telling.at, says: telling.says}].slice(-mostDeeds)};
		case 'announced':
			return {...run, events: [...(run.events ?? []), telling.says]};
		case 'ended':
			return {...run, outcome: telling.outcome, endedAt: at};
	}
}

/** Nothing of what was told, or answered, holds for what is told next. */
function begunAgain({id, command, says, startedAt, together}: Run): Run {
	return {id, command, says, startedAt, together, rehearsed: [], applied: [], progress: ''};
}

export type RunPhase = 'preparing' | 'asking' | 'applying' | 'over';

export function phaseOf(run: Run): RunPhase {
	if (run.outcome !== undefined) return 'over';
	if (run.permit === undefined) return 'preparing';
	return run.answer === undefined ? 'asking' : 'applying';
}

/** For so long it is asked what became of a change after it was written. */
const askedAboutMs = 600_000;
/** Of so many at most, the latest. */
export const mostRemembered = 40;

/** Whether anybody may still ask what became of it. */
export function isAskedAbout({writtenAt}: Run, now: number): boolean {
	return writtenAt !== undefined && now - writtenAt <= askedAboutMs;
}

/**
 * The word that must be typed, where one must, to confirm all that is asked for
 * at once. The name of one object would say nothing of the others: for several
 * it says how many and of what, `delete 3 pods`.
 */
export function wordAsked(runs: readonly Run[]): string | undefined {
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	const [word] = asking.flatMap(({permit}) => (permit?.confirm.by === 'word' ? permit.confirm.word : []));
	return word === undefined || asking.length < 2 ? word : sayTogether(asking.map(({command}) => command));
}

function sayTogether(commands: readonly ActionCommand[]): string {
	const [kind = 'objects', ...kinds] = new Set(
		commands.map(command => ('target' in command ? command.target.resource.plural : 'changes')),
	);
	const [action = 'change', ...actions] = new Set(commands.map(command => command.action));
	const verb = actions.length > 0 ? 'change' : action;
	return `${verb} ${commands.length} ${kinds.length > 0 ? 'objects' : kind}`;
}

/** What would be lost, as a sentence, where that is why a word is typed. */
export function lossOf({permit}: Run): string | undefined {
	return permit?.confirm.by === 'word' ? permit.confirm.because : undefined;
}

/** What else to know before confirming: the loss stands for itself. */
export function concernsBeside(run: Run): readonly Concern[] {
	const loss = lossOf(run);
	return run.plan?.concerns.filter(({says}) => !loss?.startsWith(says)) ?? [];
}

/** Whether a reason must be given before any of them is confirmed. */
export function isReasonDemanded(runs: readonly Run[]): boolean {
	return runs.some(({permit}) => permit?.confirm.needsReason === true);
}

/** Whether steps of it are still to be written, and nobody asked yet to leave them. */
export function canStop(run: Run): boolean {
	const steps = run.plan?.steps.length ?? 0;
	return phaseOf(run) === 'applying' && !run.isStopping && steps > 1 && run.applied.length < steps;
}

/** The id by which what a run wrote can be taken back; undefined where it wrote nothing, or nothing can take it back. */
export function undoIdOf({outcome}: Run): string | undefined {
	if (outcome === undefined || !('id' in outcome) || outcome.id === '') return undefined;
	if (outcome.end === 'failed' && outcome.done.length === 0) return undefined;
	return outcome.plan?.undo.way === 'none' ? undefined : outcome.id;
}

/** How long a preview must have been on the terminal before an answer counts. */
export const reflexMs = 250;

/** How long after a letter that means nothing in a dialog the next ones are taken for the rest of a word. */
export const strayMs = 600;

/** What a plan does, without its values: they stand elsewhere, before and after. */
export function headline(says: string): string {
	return says.replace(/: [^:]* -> .*$/s, '');
}
