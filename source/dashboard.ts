import type {Configuration} from './configuration.ts';
import type {Rules} from './gateway/decide.ts';
import type {ExitCode} from './headless/exit-codes.ts';
import type {Flags} from './headless/flags.ts';
import type {Out} from './headless/session.ts';
import type {Cluster} from './model/cluster.ts';

export type Surroundings = {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly journalPath: string;
	rulesFor(cluster: Cluster): Rules;
	readonly out: Out;
};

export async function openDashboard(
	_c: string,
	_f: Flags,
	_g: Configuration,
	s: Surroundings,
): Promise<ExitCode> {
	s.out.say('not yet');
	return 1;
}
