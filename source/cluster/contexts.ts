import {type Answer, answer} from '../model/trouble.ts';
import {type Env, readKubeconfig} from './kubeconfig.ts';

/** A context of the kubeconfig, for choosing another one. */
export type ListedContext = {
	readonly name: string;
	readonly cluster: string;
	readonly user: string;
	readonly namespace: string;
	/** Empty where the context's cluster is not in the kubeconfig. */
	readonly server: string;
	readonly isCurrent: boolean;
};

/** The contexts in the order of the files. `isCurrent` is the kubeconfig's own choice, which is never changed. */
export function listContexts(options: {
	readonly kubeconfig?: string;
	readonly env: Env;
}): Answer<readonly ListedContext[]> {
	const config = readKubeconfig(options.kubeconfig, options.env);
	if (!config.ok) return config;
	const {contexts, clusters, currentContext} = config.value;
	return answer(
		contexts.map(context => ({
			name: context.name,
			cluster: context.cluster,
			user: context.user ?? '',
			namespace: context.namespace ?? 'default',
			server: clusters.find(cluster => cluster.name === context.cluster)?.server ?? '',
			isCurrent: context.name === currentContext,
		})),
	);
}
