import net from 'node:net';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {Env} from './kubeconfig.ts';

/**
 * The proxy that leads to a cluster, or undefined where there is none: the
 * kubeconfig's proxy-url, else what the environment names for such servers, as
 * kubectl reads it. Loopback is never proxied by the environment.
 */
export function proxyOf({name, proxyUrl, server}: ClusterEntry, env: Env): Answer<URL | undefined> {
	const named = proxyUrl || proxyIn(env, new URL(server));
	if (!named) return answer(undefined);
	const where = proxyUrl ? `Cluster ${name}` : `By the environment, cluster ${name}`;
	const url = /^[a-z0-9]+:\/\//i.test(named) ? named : `http://${named}`;
	if (!URL.canParse(url) || !/^https?:/.test(url)) {
		return troubled({
			reason: 'bad-kubeconfig',
			says: `${where} is reached through the proxy ${withoutPassword(url)}, a kind that is not supported.`,
			hint: 'HTTP and HTTPS proxies are.',
		});
	}
	if (!canProxy(process.versions.node)) {
		return troubled({
			reason: 'bad-kubeconfig',
			says: `${where} is reached through the proxy ${withoutPassword(url)}, for which Node ${process.versions.node} is too old.`,
			hint: 'Use Node 22.21, 24.5 or newer.',
		});
	}
	return answer(new URL(url));
}

/** Older agents pass over their proxy without a word and connect directly. */
export function canProxy(version: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

function withoutPassword(url: string): string {
	return url.replace(/\/\/[^@/]*@/, '//');
}

function proxyIn(env: Env, server: URL): string | undefined {
	const either = (name: string) => env[name] || env[name.toLowerCase()];
	if (isLoopback(server.href) || isExempt(server, either('NO_PROXY') ?? '')) return undefined;
	return server.protocol === 'https:' ? either('HTTPS_PROXY') : either('HTTP_PROXY');
}

/**
 * Whether the API server runs on this machine. A loopback address alone does
 * not say so: behind a proxy it is the proxy's own, and a tunnel from here
 * names the server whose certificate it expects at the far end.
 */
export function isOnThisMachine({server, proxyUrl, tlsServerName}: ClusterEntry): boolean {
	if (!isLoopback(server) || proxyUrl) return false;
	return !tlsServerName || isLoopback(`https://${tlsServerName}`);
}

function isLoopback(server: string): boolean {
	if (!URL.canParse(server)) return false;
	const host = new URL(server).hostname;
	return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Whether NO_PROXY names a server, by Go's rules: names and their subdomains, addresses, ranges of them, ports. */
export function isExempt(server: URL, noProxy: string): boolean {
	const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
	const port = server.port || (server.protocol === 'https:' ? '443' : '80');
	const entries = noProxy
		.toLowerCase()
		.split(/[,\s]+/)
		.filter(Boolean);
	return entries.some(entry => entry === '*' || isMeant(entry, host, port));
}

function isMeant(entry: string, host: string, port: string): boolean {
	const [, range, bits] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
	if (range !== undefined) return isInRange(host, range, Number(bits));
	const [, named = entry, itsPort = port] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
	if (itsPort !== port) return false;
	const name = named.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
	if (name.startsWith('.')) return host.endsWith(name);
	return host === name || (net.isIP(name) === 0 && host.endsWith(`.${name}`));
}

function isInRange(host: string, range: string, bits: number): boolean {
	const family = net.isIP(host);
	if (family === 0 || family !== net.isIP(range) || bits > (family === 4 ? 32 : 128)) return false;
	const list = new net.BlockList();
	const kind = family === 4 ? 'ipv4' : 'ipv6';
	list.addSubnet(range, bits, kind);
	return list.check(host, kind);
}
