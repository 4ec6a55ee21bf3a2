import type {Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster, ServedResource} from '../model/cluster.ts';
import type {MetricsSettings} from '../model/measured.ts';
import type {Refusal} from '../model/plan.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Performance} from '../perform/performance.ts';
import type {Flags} from './flags.ts';
import type {Out} from './out.ts';

/** What every command of the shell works with. */
export type Session = {
	readonly cluster: Cluster;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly rules: Rules;
	/** Where to measure; a source is looked for where left out. */
	readonly metrics?: MetricsSettings;
	readonly flags: Flags;
	/** What the command is to say of the configuration before it begins; only those that do have it looked for. */
	remarks?(): readonly string[];
	readonly signal: AbortSignal;
	readonly out: Out;
	/** Standard input and output are a terminal, for a command in a pod that a person sits before. */
	readonly isInteractive?: boolean;
	/** Standard output is a terminal that takes links. */
	readonly takesLinks?: boolean;
	/** Gives a command in a pod our input and output. */
	lendTerminal?: Performance['lendTerminal'];
	/** Asks on the terminal, and answers nothing where the operator ends it; undefined where nobody is there to answer. */
	readonly ask?: (question: string) => Promise<string>;
};

/** One sentence of what happened, and one of what to do next. */
export function sayTrouble(trouble: Trouble | Refusal): string {
	return trouble.hint ? `${trouble.says}\n${trouble.hint}` : trouble.says;
}

/** What the server serves, or why that cannot be known. Groups it could not read are said, and the rest goes on. */
export async function discovered(session: Session): Promise<readonly ServedResource[] | Trouble> {
	const discovery = await session.cluster.discover();
	if (!discovery.ok) return discovery.trouble;
	for (const trouble of discovery.value.troubles) session.out.say(trouble.says);
	return discovery.value.resources;
}

/** The namespace a command works in; undefined for all. */
export function namespaceOf({flags, cluster}: Pick<Session, 'flags' | 'cluster'>): string | undefined {
	return flags.allNamespaces ? undefined : (flags.namespace ?? cluster.context.namespace);
}
