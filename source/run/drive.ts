import type {Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import {type Measurer, measurer} from '../measure/measurer.ts';
import {ahead, type Clock} from '../model/clock.ts';
import type {Cluster, Stop} from '../model/cluster.ts';
import {isTooSmall} from '../model/least-size.ts';
import type {Plugin} from '../model/login.ts';
import type {MetricsSettings} from '../model/measured.ts';
import type {Rehearsal} from '../model/rehearsal.ts';
import type {Answer} from '../model/trouble.ts';
import type {Performance} from '../perform/performance.ts';
import {frameClock} from '../store/frame-clock.ts';
import {type Dialog, phaseOf} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import type {Store} from '../store/store.ts';
import {forgettingJournal} from './forgetting-journal.ts';
import {keepProofs} from './keep-proofs.ts';
import {meet} from './meet.ts';
import {needsOf} from './needs.ts';
import {performRuns} from './perform-runs.ts';
import {rehearse} from './rehearse.ts';
import {revealSecrets} from './reveal.ts';

export type Outside = {
	readonly store: Store;
	readonly cluster: Cluster;
	readonly journal: Journal;
	/** What there is to say once, besides doubts about the journal. */
	readonly remarks?: readonly string[];
	/** Shows the cluster's time: of a rehearsal it stands while that is paused. Its timers wait in ours. */
	readonly clock: Clock;
	/** Shows the time here, by which messages come and go. */
	readonly wallClock: Clock;
	/** Where the cluster is only a rehearsal. */
	readonly rehearsal?: Rehearsal;
	connectOther(context: string): Promise<Answer<Cluster>>;
	rulesFor(cluster: Cluster): Rules;
	/** Where to measure; a source is looked for where left out. */
	metricsFor?(cluster: Cluster): MetricsSettings;
	/** The terminal still holds bytes of a former frame. */
	isChoked(): boolean;
	/** Calls back once the terminal has taken all that was painted so far. */
	whenDrained(call: () => void): void;
	/** Puts text on the operator's clipboard. */
	copy(text: string): void;
	/** Paints the whole screen anew. */
	repaint(): void;
	/** Stops the program until its shell continues it. */
	suspend(): void;
	/** Gives the terminal to a program that asks a person, with a line of what it is for. */
	lend(
		says: string,
		use: (interrupted: AbortSignal) => Promise<Answer<undefined>>,
	): Promise<Answer<undefined>>;
	/** The same for a command in a pod, with the terminal's bytes as they are; left out where nothing is drawn. */
	lendTerminal?: Performance['lendTerminal'];
	/** A line for the log file, where one was asked for. */
	log(line: string): void;
};

export type Driven = {
	readonly drained: () => void;
	readonly stop: Stop;
	/** The one that is connected to at this moment. */
	clusterNow(): Cluster;
};

const tickMs = 1000;

function sayLogin(plugin: Plugin | undefined): string {
	return `Logging in with ${plugin?.command ?? 'the kubeconfig'}. Ctrl-c comes back to sluice.`;
}

/**
 * Everything outside that follows the state: what is asked of the cluster,
 * commands on their way, another context, time, the clipboard. It looks at each
 * new state and begins or stops what that state calls for.
 */
export function drive(outside: Outside): Driven {
	const {store, wallClock, log, rehearsal} = outside;
	const journal = forgettingJournal(outside.journal);
	let {cluster} = outside;
	// What the cluster tells the time of is as old as its own clock says.
	const clock = ahead(outside.clock, () => cluster.clockAheadMs());
	const stampNow = () => journal.stamp?.() ?? '';
	const frames = frameClock({clock, isChoked: outside.isChoked, commit: events => store.dispatch(...events)});
	const measurerFor = (each: Cluster): Measurer => measurer(each, clock, outside.metricsFor?.(each) ?? {});
	let measuring = measurerFor(cluster);
	const met = new Map<string, Stop>();
	let stamp = '';
	const readJournal = () => {
		stamp = stampNow();
		const entries = journal.entries();
		if (entries.ok) store.dispatch({type: 'journalRead', entries: [...entries.value].reverse()});
		else
			store.dispatch({
				type: 'flashed',
				flash: {says: entries.trouble.says, tone: 'bad', at: wallClock.now()},
			});
	};
	const runs = performRuns({...outside, journal, clusterNow: () => cluster, isEnded: readJournal});
	const reveals = revealSecrets({...outside, journal, clusterNow: () => cluster, isRecorded: readJournal});
	const proofs = keepProofs({store, journal, wallClock, isKept: readJournal});
	const forget = (scenario: string) => {
		journal.forget(scenario);
		readJournal();
	};
	const rehearsed = rehearsal && rehearse({store, rehearsal, wallClock, gather: frames.gather, forget});
	let isFollowing = false;
	let connecting: string | undefined;
	let awaited: Pick<Dialog, 'runs' | 'edition'> | undefined;
	let {copied, armedUntil} = store.get();
	let {refreshes, suspensions, logins, allowed} = store.get();
	let forgetLogin = followLogin();

	function followNeeds(): void {
		const needs = needsOf(store.get());
		const wanted = new Set(needs.map(({key}) => key));
		for (const [key, stop] of met) {
			if (wanted.has(key)) continue;
			met.delete(key);
			log(`stop ${key}`);
			stop();
		}
		for (const need of needs) {
			if (met.has(need.key)) continue;
			log(`begin ${need.key}`);
			met.set(need.key, () => {});
			met.set(need.key, meet(need, {cluster, store, frames, clock, wallClock, measurer: measuring}));
		}
	}

	async function followContext(): Promise<void> {
		const name = store.get().connecting;
		if (name === connecting) return;
		connecting = name;
		if (name === undefined) return;
		const other = await outside.connectOther(name);
		if (store.get().connecting !== name) return other.ok ? other.value.close() : undefined;
		if (!other.ok)
			return store.dispatch({type: 'contextFailed', name, trouble: other.trouble, at: wallClock.now()});
		for (const stop of met.values()) stop();
		met.clear();
		runs.leave(cluster);
		forgetLogin();
		cluster = other.value;
		measuring = measurerFor(cluster);
		const {readOnly: isReadOnly, isProduction, isStaging, armForMs} = outside.rulesFor(cluster);
		const {context} = cluster;
		store.dispatch({type: 'contextConnected', context, isProduction, isStaging, isReadOnly, armForMs});
		forgetLogin = followLogin();
	}

	function followLogin(): Stop {
		return cluster.login.follow(need => {
			log(need === undefined ? 'let in' : `login needed: ${need.way}`);
			store.dispatch({type: 'loginNeeded', need});
		});
	}

	async function logIn(): Promise<void> {
		const {plugin} = store.get().login ?? {};
		const asked = cluster;
		const ended = await outside.lend(sayLogin(plugin), interrupted => asked.login.run(interrupted));
		const trouble = ended.ok ? undefined : ended.trouble;
		if (asked === cluster) store.dispatch({type: 'loginEnded', trouble, at: wallClock.now()});
	}

	/** What a person allowed runs with the next request, so it is told before any is sent. */
	function followAllowed(): void {
		const plugin = store.get().allowed;
		if (plugin === allowed || plugin === undefined) return;
		allowed = plugin;
		const remembered = cluster.login.allow(plugin);
		if (remembered.ok) return;
		const {says, hint} = remembered.trouble;
		store.dispatch({type: 'flashed', flash: {says, hint, tone: 'warning', at: wallClock.now()}});
	}

	function followQuestion(): void {
		const {question} = store.get();
		if (question === undefined || question.shownAt !== undefined) return;
		outside.whenDrained(() => {
			if (store.get().question === question) store.dispatch({type: 'questionDrawn', at: wallClock.now()});
		});
	}

	/** Each edition of a dialog is asked for once, and only after it was drawn: those who draw follow the state behind us. */
	function followDialog(): void {
		const {dialog, size} = store.get();
		const isWhole = dialogRuns(store.get()).every(run => phaseOf(run) !== 'preparing');
		if (dialog === undefined || dialog.shownAt !== undefined || !isWhole || isTooSmall(size)) return;
		const {runs, edition} = dialog;
		if (awaited?.runs === runs && awaited.edition === edition) return;
		awaited = {runs, edition};
		const tell = () => {
			if (store.get().dialog?.runs === runs)
				store.dispatch({type: 'dialogShown', at: wallClock.now(), edition});
		};
		setImmediate(() => outside.whenDrained(tell));
	}

	/** What was refused need not rest any longer, so it is told before anything is asked anew. */
	function followRefresh(): void {
		const state = store.get();
		if (state.refreshes === refreshes) return;
		refreshes = state.refreshes;
		outside.repaint();
		cluster.retry();
		measuring.lookAgain();
	}

	function followScreen(): void {
		const state = store.get();
		if (state.copied !== copied && state.copied !== undefined) outside.copy(state.copied.text);
		if (state.suspensions !== suspensions) setImmediate(outside.suspend);
		if (state.armedUntil !== armedUntil) logArming(state);
		armedUntil = state.armedUntil;
		if (state.logins !== logins) setImmediate(logIn);
		logins = state.logins;
		copied = state.copied;
		suspensions = state.suspensions;
	}

	/** Nothing is changed by it, so it is no line of the journal. */
	function logArming({context, armedUntil: until}: State): void {
		log(
			until === undefined
				? `disarmed ${context.name}`
				: `armed ${context.name} until ${new Date(until).toISOString()}`,
		);
	}

	/** Following changes the state, which is followed in turn: one round after the other, never inside each other. */
	let isDue = false;
	function follow(): void {
		isDue = true;
		if (isFollowing) return;
		isFollowing = true;
		while (isDue) {
			isDue = false;
			followAllowed();
			followRefresh();
			followNeeds();
			void followContext();
			runs.follow();
			proofs.follow();
			reveals.follow();
			rehearsed?.follow();
			followDialog();
			followQuestion();
			followScreen();
		}
		isFollowing = false;
	}

	function tick(): void {
		store.dispatch({
			type: 'ticked',
			now: clock.now(),
			wallTime: wallClock.now(),
			clockAheadMs: cluster.clockAheadMs(),
		});
		// Other programs of this operator write into it too.
		if (stampNow() !== stamp) readJournal();
		cancelTick = clock.after(tickMs, tick);
	}

	const unsubscribe = store.subscribe(follow);
	let cancelTick = clock.after(tickMs, tick);
	readJournal();
	const [doubt] = [...journal.doubts(), ...(outside.remarks ?? [])];
	if (doubt !== undefined)
		store.dispatch({type: 'flashed', flash: {says: doubt, tone: 'warning', at: wallClock.now()}});
	follow();
	return {
		drained: frames.drained,
		clusterNow: () => cluster,
		stop() {
			unsubscribe();
			forgetLogin();
			cancelTick();
			runs.stop();
			rehearsed?.stop();
			frames.stop();
			for (const stop of met.values()) stop();
			met.clear();
			cluster.close();
		},
	};
}
