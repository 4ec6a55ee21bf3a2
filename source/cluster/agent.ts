import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {Env} from './kubeconfig.ts';

/**
 * The one keep-alive agent of a context. Every watch and log holds a socket
 * for as long as it runs, so the bound only guards against running away;
 * probes by the kernel let a dead peer be noticed below HTTP.
 */
export function agentFor(cluster: ClusterEntry, env: Env): Answer<http.Agent> {
	const proxy = proxyOf(cluster, env);
	if (!proxy.ok) return proxy;
	const options: http.AgentOptions = {
		keepAlive: true,
		keepAliveMsecs: 15_000,
		maxSockets: 256,
		maxFreeSockets: 16,
		scheduling: 'lifo',
		...(proxy.value ? {proxyEnv: proxy.value} : {}),
	};
	if (!cluster.server.startsWith('https:')) return answer(new http.Agent(options));
	if (!cluster.caFile && !cluster.caData) trustThisMachine();
	return answer(new https.Agent(options));
}

/**
 * Where the kubeconfig names no authority, kubectl trusts those of the machine;
 * Node by itself trusts only the ones it was shipped with.
 */
function trustThisMachine(): void {
	tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
}

/** The kubeconfig's proxy-url wins over the environment; loopback is never proxied. */
function proxyOf({name, proxyUrl, server}: ClusterEntry, env: Env): Answer<NodeJS.ProcessEnv | undefined> {
	if (proxyUrl && !/^https?:/.test(proxyUrl)) {
		return troubled({
			reason: 'bad-kubeconfig',
			says: `Cluster ${name} is reached through the proxy ${proxyUrl}, a kind that is not supported.`,
			hint: 'HTTP and HTTPS proxies are.',
		});
	}
	if (proxyUrl && !canProxy(process.versions.node)) {
		return troubled({
			reason: 'bad-kubeconfig',
			says: `Cluster ${name} is reached through the proxy ${proxyUrl}, for which Node ${process.versions.node} is too old.`,
			hint: 'Use Node 22.21, 24.5 or newer.',
		});
	}
	if (proxyUrl) return answer({http_proxy: proxyUrl, https_proxy: proxyUrl});
	return answer(isLoopback(server) ? undefined : proxiesIn(env));
}

/** Older agents pass over their proxy without a word and connect directly. */
export function canProxy(version: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

function proxiesIn(env: Env): NodeJS.ProcessEnv | undefined {
	const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap(name => [name, name.toLowerCase()]);
	const entries = names.filter(name => env[name]).map(name => [name, env[name]]);
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

export function isLoopback(server: string): boolean {
	const host = new URL(server).hostname;
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
