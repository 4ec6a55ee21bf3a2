import type {
	Cluster as ClusterEntry,
	Context as ContextEntry,
} from '@kubernetes/client-node/dist/config_types.js';
import {nearest} from '../model/nearest.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {broken, type Kubeconfig, type UserEntry} from './kubeconfig.ts';

/** A context with the cluster and user it names. */
export type Chosen = {
	readonly context: ContextEntry;
	readonly cluster: ClusterEntry;
	readonly user: UserEntry;
};

/** Finds the context that was asked for, or the current one. */
export function chooseContext(config: Kubeconfig, wanted: string | undefined): Answer<Chosen> {
	const name = wanted ?? config.currentContext;
	if (name === undefined) return troubled(noCurrent(config));
	const context = config.contexts.find(entry => entry.name === name);
	if (!context) return troubled(noSuchContext(config, name));
	const files = config.paths.join(', ');
	const cluster = config.clusters.find(entry => entry.name === context.cluster);
	if (!cluster)
		return troubled(broken(files, `context ${name} names cluster ${context.cluster}, which is not in it`));
	if (!context.user) return answer({context, cluster, user: nobody(context)});
	const user = config.users.find(entry => entry.name === context.user);
	if (!user) return troubled(broken(files, `context ${name} names user ${context.user}, which is not in it`));
	return answer({context, cluster, user});
}

/** A context may leave its user out: the server then sees an anonymous one. */
function nobody(context: ContextEntry): UserEntry {
	return {name: context.user ?? 'anonymous', folder: '.', file: '', isOwnFile: false, impersonation: {}};
}

function noCurrent(config: Kubeconfig): Trouble {
	return {
		reason: 'no-context',
		says: `No current context is set in ${config.paths.join(', ')}.`,
		hint: `Choose one with --context: ${someOf(config)}.`,
	};
}

function noSuchContext(config: Kubeconfig, name: string): Trouble {
	const near = nearest(
		name,
		config.contexts.map(entry => entry.name),
	);
	return {
		reason: 'no-context',
		says: `There is no context ${name} in ${config.paths.join(', ')}.`,
		hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are: ${someOf(config)}.`,
	};
}

function someOf(config: Kubeconfig): string {
	const names = config.contexts.map(entry => entry.name);
	if (names.length === 0) return 'none at all';
	return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}
