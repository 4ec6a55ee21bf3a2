import {connect} from './cluster/connect.ts';
import type {Consent} from './cluster/consent.ts';
import {listContexts} from './cluster/contexts.ts';
import {steady} from './cluster/steady-clock.ts';
import type {Configuration} from './configuration/configuration.ts';
import type {Rules} from './gateway/decide.ts';
import {askPlugin} from './headless/ask-plugin.ts';
import {exitOfTrouble} from './headless/exit-codes.ts';
import type {Flags} from './headless/flags.ts';
import {type Session, sayTrouble} from './headless/session.ts';
import {fileJournal, type Journal} from './journal/journal.ts';
import type {Cluster} from './model/cluster.ts';
import type {MetricsSettings} from './model/measured.ts';
import type {Rehearsal} from './model/rehearsal.ts';
import type {RunOptions} from './run/begin.ts';
import type {KeyChoices} from './store/state.ts';

export type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd: number};
	readonly journalPath: string;
	/** Keys of the operator's own, which were checked. */
	readonly keys: KeyChoices;
	/** Told in sentences, nothing drawn. */
	readonly isLines: boolean;
	/** Which programs of kubeconfigs may run. */
	readonly consent: Consent;
	readonly out: Session['out'];
	/** Where nothing is drawn and somebody is there. */
	readonly ask?: Session['ask'];
	/** The first paint entered the screen already. */
	readonly isEntered: boolean;
	rulesFor(cluster: Cluster): Rules;
	metricsFor(cluster: Cluster): MetricsSettings;
	/** What there is to say of the configuration, by the contexts that there are. */
	remarksOn(contexts: readonly string[]): readonly string[];
	/** A line for the log file, where one was asked for. */
	log?(line: string): void;
	/** Says something to a person in the place of the dashboard. */
	say(text: string): void;
};

/** Opens the dashboard on the cluster that flags and kubeconfig name. */
export function openDashboard(
	flags: Flags,
	{favourites}: Configuration,
	around: Surroundings,
): Promise<number> {
	return open(flags, {favourites, journal: fileJournal(around.journalPath)}, around);
}

/** What a dashboard on somebody's cluster and one on an embedded cluster each have of their own. */
type Own = {
	readonly favourites: readonly string[];
	readonly journal: Journal;
	/** Where the cluster is only a rehearsal. */
	readonly rehearsal?: Rehearsal;
};

/** Opens the dashboard on the cluster that the flags name. */
export async function open(flags: Flags, own: Own, around: Surroundings): Promise<number> {
	const {kubeconfig, view} = flags;
	const {env, say, consent} = around;
	// Loaded while the connection is made; what draws is loaded only where something is drawn.
	const running = around.isLines ? runnerOfLines() : runnerOfScreens();
	const connected = await connect({kubeconfig, context: flags.context, env, consent});
	if (!connected.ok) {
		say(sayTrouble(connected.trouble));
		return exitOfTrouble(connected.trouble);
	}
	const cluster = connected.value;
	if (around.isLines) {
		const refused = await askPlugin({cluster, ask: around.ask, out: around.out});
		if (refused !== undefined) return refused;
	}
	const listed = listContexts({kubeconfig, env});
	const contexts = listed.ok ? listed.value.map(each => each.name) : [cluster.context.name];
	const run = await running;
	const code = await run({
		...around,
		...own,
		cluster,
		contexts,
		// An embedded cluster has contexts that no file of an operator's is about.
		remarks: own.rehearsal === undefined ? around.remarksOn(contexts) : [],
		connectOther: context => connect({kubeconfig, context, env, consent}),
		startView: view,
		isPresenting: flags.presenter,
		namespace: flags.allNamespaces ? undefined : (flags.namespace ?? cluster.context.namespace),
		clock: steady,
	});
	cluster.close();
	return code;
}

type Runner = (options: RunOptions) => Promise<number>;

async function runnerOfLines(): Promise<Runner> {
	return (await import('./run-lines.ts')).runLines;
}

async function runnerOfScreens(): Promise<Runner> {
	return (await import('./run.tsx')).run;
}
