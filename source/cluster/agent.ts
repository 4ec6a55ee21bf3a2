import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';

/**
 * The one keep-alive agent of a context, or one that keeps no connection. Every
 * watch and log holds a socket for as long as it runs, so the bound only guards
 * against running away; probes by the kernel let a dead peer be noticed below HTTP.
 */
export function agentFor(cluster: ClusterEntry, proxy: URL | undefined, keepAlive = true): http.Agent {
	const options: http.AgentOptions = {
		keepAlive,
		keepAliveMsecs: 15_000,
		maxSockets: 256,
		maxFreeSockets: 16,
		scheduling: 'lifo',
		...(proxy && {proxyEnv: {http_proxy: proxy.href, https_proxy: proxy.href}}),
	};
	if (!cluster.server.startsWith('https:')) return new http.Agent(options);
	if (!cluster.caFile && !cluster.caData) trustThisMachine();
	return new https.Agent(options);
}

/**
 * Where the kubeconfig names no authority, kubectl trusts those of the machine;
 * Node by itself trusts only the ones it was shipped with.
 */
function trustThisMachine(): void {
	tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
}
