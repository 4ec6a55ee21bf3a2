import type {Moment, Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Telling} from '../model/telling.ts';
import {perform} from '../perform/perform.ts';
import type {Performance} from '../perform/performance.ts';
import {armBy, isArmed} from '../store/arming.ts';
import type {Run} from '../store/run.ts';
import {healthOf} from '../store/select.ts';
import type {Store} from '../store/store.ts';
import {followForwards} from './follow-forwards.ts';

type Means = {
	readonly store: Store;
	readonly journal: Journal;
	/** The cluster's time, which the journal keeps. */
	readonly clock: Clock;
	/** The time here. */
	readonly wallClock: Clock;
	rulesFor(cluster: Cluster): Rules;
	clusterNow(): Cluster;
	lendTerminal?: Performance['lendTerminal'];
	isEnded(): void;
};

/** How long a change may take to settle before the dashboard stops waiting for it. */
const settleMs = 300_000;

/** After these the journal says more. */
const journalled: readonly Telling['type'][] = ['applied', 'announced', 'ended'];

type Performing = {
	readonly abort: AbortController;
	readonly cluster: Cluster;
	answer?: (isConfirmed: boolean) => void;
	isEnded?: true;
};

/** Performs the commands that were asked for, and hands on the operator's answers. */
export function performRuns(means: Means): {follow(): void; leave(cluster: Cluster): void; stop(): void} {
	const {store} = means;
	const performing = new Map<number, Performing>();
	const left = new Set<Cluster>();
	const forwards = followForwards({...means, isEnded: means.isEnded});

	function begin(run: Run): void {
		const cluster = means.clusterNow();
		const mine: Performing = {abort: new AbortController(), cluster};
		performing.set(run.id, mine);
		void perform(run.command, {
			cluster,
			journal: means.journal,
			clock: means.clock,
			rules: means.rulesFor(cluster),
			moment: () => momentOf(cluster),
			wait: true,
			timeoutMs: settleMs,
			signal: mine.abort.signal,
			tell(telling) {
				store.dispatch({type: 'told', run: run.id, telling, at: means.wallClock.now()});
				if (journalled.includes(telling.type)) means.isEnded();
			},
			lendTerminal: means.lendTerminal,
			forwards: begun => forwards.begun(begun, cluster.context.name),
			isWatched: true,
			canAskAnew: () => store.get().dialog?.runs.includes(run.id) === true,
			reason: () => store.get().runs.find(({id}) => id === run.id)?.reason,
			confirm: () =>
				new Promise(resolve => {
					mine.answer = resolve;
					answer(run.id);
				}),
		}).finally(() => {
			mine.isEnded = true;
			means.isEnded();
			closeIfLeft(cluster);
		});
	}

	/** How things stand for a write to the cluster: arming is for the one on screen, as are its streams. */
	function momentOf(cluster: Cluster): Moment {
		const state = store.get();
		const at = means.wallClock.now();
		const health = healthOf(state);
		return {
			isArmed: cluster === means.clusterNow() && isArmed(state, at),
			armBy: armBy(state),
			insists: 'asked',
			...(health?.state === 'stale' && {staleMs: at - health.since}),
		};
	}

	/** A cluster that was left stays open for as long as a change on it is under way: half of it must not be dropped. */
	function closeIfLeft(cluster: Cluster): void {
		const isBusy = [...performing.values()].some(each => each.cluster === cluster && !each.isEnded);
		if (left.has(cluster) && !isBusy) cluster.close();
	}

	/** The answer may come before the question: whoever leaves while it is prepared has cancelled. */
	function answer(id: number): void {
		const run = store.get().runs.find(each => each.id === id);
		const mine = performing.get(id);
		const given = run === undefined ? 'cancelled' : run.answer;
		if (mine?.answer === undefined || given === undefined) return;
		mine.answer(given === 'confirmed');
		mine.answer = undefined;
	}

	return {
		follow() {
			forwards.follow();
			for (const run of store.get().runs) {
				if (!performing.has(run.id)) begin(run);
				if (run.isStopping) performing.get(run.id)?.abort.abort();
				answer(run.id);
			}
		},
		leave(cluster) {
			left.add(cluster);
			for (const {cluster: its, answer: tell} of performing.values()) if (its === cluster) tell?.(false);
			closeIfLeft(cluster);
		},
		stop() {
			for (const {abort, answer: tell} of performing.values()) {
				tell?.(false);
				abort.abort();
			}
		},
	};
}
