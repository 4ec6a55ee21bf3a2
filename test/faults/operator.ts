import type {Luck} from '../../source/demo/luck.ts';
import type {Journal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {phaseOf, wordAsked} from '../../source/store/run.ts';
import type {Store} from '../../source/store/store.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';
import {until} from './until.ts';

/** One command, from the question to its end. */
export type Asking = {
	readonly command: ActionCommand;
	/** The path that its patch goes to. */
	readonly path: string;
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

export type Targets = {
	readonly namespace: string;
	readonly deployments: readonly string[];
	readonly routes: readonly string[];
};

/** After the end of a change its object rests for so long, so that whatever still comes is known to be of that change. */
export const restMs = 2500;

const confirmedShare = 0.85;

/** Asks for changes of free objects, one after the other, until the time is over; resolves once all have ended. */
export async function operate(ask: Asker, {targets, asked, busy, luck, untilMs}: Work): Promise<void> {
	const ends: Promise<unknown>[] = [];
	while (Date.now() < untilMs) {
		const free = choices(targets, luck).filter(({path}) => !busy.has(path));
		const chosen = free[luck.between(0, free.length - 1)];
		if (chosen !== undefined) {
			busy.add(chosen.path);
			const asking: Asking = {...chosen, isConfirmed: false};
			asked.push(asking);
			const {ended} = await ask(chosen.command, () => {
				asking.answeredAt = Date.now();
				asking.isConfirmed = luck.fraction() < confirmedShare;
				return asking.isConfirmed;
			});
			ends.push(
				ended.then(async outcome => {
					Object.assign(asking, {outcome, endedAt: Date.now()});
					await pause(restMs);
					busy.delete(chosen.path);
				}),
			);
		}
		await pause(luck.between(50, 400));
	}
	await Promise.all(ends);
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
				rules: {readOnly: false, isProduction: false, contextName: 'faults'},
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

function choices(targets: Targets, luck: Luck): {command: ActionCommand; path: string}[] {
	const {namespace} = targets;
	const scales = targets.deployments.map(
		name =>
			({
				command: {
					action: 'scale',
					target: {resource: deployments, namespace, name},
					replicas: luck.between(0, 5),
				},
				path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`,
			}) as const,
	);
	const shifts = targets.routes.map(
		name =>
			({
				command: {
					action: 'shift',
					target: {resource: httpRoutes, namespace, name},
					percents: [{backend: 'shop-v2', percent: luck.between(1, 99)}],
				},
				path: `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/${name}`,
			}) as const,
	);
	return [...scales, ...shifts];
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
