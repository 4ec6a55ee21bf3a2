import type {Luck} from '../../source/demo/luck.ts';
import type {Rules} from '../../source/gateway/decide.ts';
import type {Journal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {phaseOf, wordAsked} from '../../source/store/run.ts';
import type {Store} from '../../source/store/store.ts';
import {type Choice, choices, type Targets, type Word, words} from './choices.ts';
import {until} from './until.ts';

/** One command, from the question to its end. */
export type Asking = {
	readonly command: ActionCommand;
	/** All that it may write to. */
	readonly paths: readonly string[];
	isConfirmed: boolean;
	/** When it was answered; undefined where it had ended before. */
	answeredAt?: number;
	/** Undefined while it goes on. */
	outcome?: Outcome;
	endedAt?: number;
};

/** Has a command performed. Resolves once the preview was answered, or it ended before; `answered` decides, as late as can be. */
export type Asker = (
	command: ActionCommand,
	answered: () => boolean,
) => Promise<{readonly ended: Promise<Outcome>}>;

/** After the end of a change its object rests for so long, so that whatever still comes is known to be of that change. */
export const restMs = 2500;

/** With Events, so that there are more writes than changes. */
export const stormRules: Rules = {
	readOnly: false,
	isProduction: false,
	contextName: 'faults',
	events: true,
};

const confirmedShare = 0.85;

/** Asks for changes of free objects, one after the other, until the time is over; resolves once all have ended. */
export async function operate(ask: Asker, work: Work): Promise<void> {
	const {asked, busy, luck, untilMs} = work;
	const ends: Promise<unknown>[] = [];
	const mine: Asking[] = [];
	while (Date.now() < untilMs) {
		const chosen = await choose(work, mine);
		if (chosen !== undefined) {
			for (const path of chosen.paths) busy.add(path);
			const asking: Asking = {...chosen, isConfirmed: false};
			asked.push(asking);
			mine.push(asking);
			const {ended} = await ask(chosen.command, () => {
				asking.answeredAt = Date.now();
				asking.isConfirmed = luck.fraction() < confirmedShare;
				return asking.isConfirmed;
			});
			ends.push(
				ended.then(async outcome => {
					Object.assign(asking, {outcome, endedAt: Date.now()});
					await pause(restMs);
					for (const path of chosen.paths) busy.delete(path);
				}),
			);
		}
		await pause(luck.between(50, 400));
	}
	await Promise.all(ends);
}

/** Of what was asked for least often so far, as luck has it, the first of which anything is free. */
async function choose({targets, busy, luck}: Work, mine: readonly Asking[]): Promise<Choice | undefined> {
	const times = (word: Word) => mine.filter(({command}) => wordOf(command) === word).length;
	const order = words
		.map(word => ({word, rank: times(word) + luck.fraction()}))
		.sort((left, right) => left.rank - right.rank);
	for (const {word} of order) {
		const all = await choices(word, targets, luck, lastOf(mine));
		const free = all.filter(({paths}) => !paths.some(path => busy.has(path)));
		if (free.length > 0) return free[luck.between(0, free.length - 1)];
	}
	return undefined;
}

function wordOf({action}: ActionCommand): string {
	return action === 'uncordon' ? 'cordon' : action;
}

/** The last change of an operator that can be taken back, and that nobody has tried to. */
function lastOf(mine: readonly Asking[]): {readonly id: string; readonly plan: Plan} | undefined {
	const tried = mine.flatMap(({command}) => (command.action === 'undo' ? command.id : []));
	const standing = mine.flatMap(({outcome}) => {
		const isWritten = outcome !== undefined && 'progress' in outcome;
		return isWritten && outcome.plan.undo.way === 'swap' && !tried.includes(outcome.id) ? outcome : [];
	});
	return standing.at(-1);
}

export type Work = {
	readonly targets: Targets;
	/** All that anybody asked for. */
	readonly asked: Asking[];
	/** The paths somebody works on. */
	readonly busy: Set<string>;
	readonly luck: Luck;
	readonly untilMs: number;
};

/** Whoever sits before the dashboard: asks and answers by the store alone, as keys do. Throws where a change is neither asked for nor over in time. */
export function askBy(store: Store, withinMs: number): Asker {
	return async (command, answered) => {
		const id = store.get().nextId;
		let outcome: Outcome | undefined;
		const stop = store.subscribe(() => {
			outcome ??= store.get().runs.find(each => each.id === id)?.outcome;
		});
		store.dispatch({type: 'asked', commands: [command], says: command.action});
		const run = () => store.get().runs.find(each => each.id === id)!;
		const late = (what: string) => () => `${what} after ${withinMs} ms: ${JSON.stringify(run())}`;
		await until(() => phaseOf(run()) !== 'preparing', withinMs, late('Not previewed'));
		if (phaseOf(run()) === 'asking') {
			// The preview has been there for a while.
			store.dispatch({type: 'dialogShown', at: Date.now() - 1000});
			const text = wordAsked([run()]);
			if (text !== undefined)
				store.dispatch(
					{type: 'wordTyped', typing: {does: 'erase-all'}},
					{type: 'wordTyped', typing: {does: 'insert', text}},
				);
			store.dispatch({type: 'answered', isConfirmed: answered(), at: Date.now()});
		}
		store.dispatch({type: 'dialogClosed'});
		const ended = until(() => outcome !== undefined, withinMs, late('Not over')).then(() => {
			stop();
			return outcome!;
		});
		return {ended};
	};
}

/** A script: the same without a store. */
export function askAlone(cluster: Cluster, journal: Journal): Asker {
	return (command, answered) =>
		new Promise(resolve => {
			const ended = perform(command, {
				cluster,
				journal,
				clock: systemClock,
				rules: stormRules,
				wait: true,
				timeoutMs: 15_000,
				signal: new AbortController().signal,
				tell() {},
				async confirm() {
					const isConfirmed = answered();
					resolve({ended});
					return isConfirmed;
				},
			});
			void ended.then(() => resolve({ended}));
		});
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
