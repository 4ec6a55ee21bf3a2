import type {Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {MetricsSettings} from '../model/measured.ts';
import type {Rehearsal} from '../model/rehearsal.ts';
import type {Answer} from '../model/trouble.ts';
import {resourceViews} from '../resources/index.ts';
import {rehearsalOf} from '../store/rehearsal.ts';
import type {NewScreen} from '../store/screen.ts';
import {initialState, type KeyChoices, type State} from '../store/state.ts';
import type {Store} from '../store/store.ts';

/** What a dashboard begins with, whether it is drawn or told in lines. */
export type RunOptions = {
	readonly cluster: Cluster;
	/** Contexts the kubeconfig offers, by name. */
	readonly contexts: readonly string[];
	connectOther(context: string): Promise<Answer<Cluster>>;
	rulesFor(cluster: Cluster): Rules;
	/** Where to measure; a source is looked for where left out. */
	metricsFor?(cluster: Cluster): MetricsSettings;
	readonly journal: Journal;
	/** What there is to say once, besides doubts about the journal. */
	readonly remarks?: readonly string[];
	/** Keys of the operator's own. */
	readonly keys: KeyChoices;
	/** The namespaces of keys 1 to 9. */
	readonly favourites: readonly string[];
	/** `now`, `journal`, `objectives`, `contexts`, or a view's name or alias; `now` where left out. */
	readonly startView?: string;
	/** Undefined: all namespaces. */
	readonly namespace: string | undefined;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd: number};
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where `rehearsal` is given, its clock shows the cluster's time instead. */
	readonly clock: Clock;
	/** Where the cluster is only a rehearsal. */
	readonly rehearsal?: Rehearsal;
	/** A rehearsal opens in the presenter's mode. */
	readonly isPresenting?: boolean;
	/** The first paint entered the alternate screen already. */
	readonly isEntered?: boolean;
	/** A line for the log file. */
	log?(line: string): void;
};

/** The time of a rehearsal stands and hurries; messages, keys and frames go by ours. */
export function clocksOf({clock, rehearsal}: RunOptions): {readonly clock: Clock; readonly wallClock: Clock} {
	return {clock: rehearsal?.clock ?? clock, wallClock: clock};
}

export function firstState(options: RunOptions): State {
	const {cluster, contexts, rulesFor, namespace, stdout, startView, favourites} = options;
	const {rehearsal, isPresenting = false, keys} = options;
	const {clock, wallClock} = clocksOf(options);
	const {readOnly, isProduction, isStaging, armForMs, writeUnproved} = rulesFor(cluster);
	const state = initialState({
		context: cluster.context,
		contexts,
		isReadOnly: readOnly,
		isProduction,
		isStaging,
		armForMs,
		writeUnproved,
		keys,
		namespace,
		screen: screenNamed(startView),
		size: {columns: stdout.columns, rows: stdout.rows},
		now: clock.now(),
		wallTime: wallClock.now(),
		rehearsal: rehearsal && rehearsalOf(rehearsal.scenarios, rehearsal.get(), isPresenting),
	});
	return favourites.length > 0 ? {...state, favourites: favourites.slice(0, 9)} : state;
}

/** The screen a name opens; undefined where there is none of that name. */
export function screenNamed(name = 'now'): NewScreen {
	if (name === 'now' || name === 'journal' || name === 'contexts' || name === 'objectives') return {name};
	if (name === 'splits' || name === 'split') return {name: 'list', view: 'splits'};
	if (name === 'models' || name === 'model') return {name: 'list', view: 'models'};
	if (name === 'rollouts' || name === 'rollout') return {name: 'list', view: 'rollouts'};
	const view = resourceViews.find(each => each.name === name || each.aliases.includes(name));
	return {name: 'list', view: view?.name ?? name};
}

/** Resolves once the operator leaves. */
export function leaving(store: Store): Promise<void> {
	return new Promise(resolve => {
		store.subscribe(() => {
			if (store.get().isQuitting) resolve();
		});
	});
}
