import {isIPv4} from 'node:net';
import {load} from 'js-yaml';

interface Kubeconfig {
	readonly 'current-context'?: string;
	readonly contexts?: readonly {readonly name: string; readonly context?: {readonly cluster?: string}}[];
	readonly clusters?: readonly {
		readonly name: string;
		readonly cluster?: {readonly server?: string; readonly 'proxy-url'?: string};
	}[];
}

/**
 * Why tests must not use this kubeconfig, in one sentence, or undefined if they
 * may: the server of its current context is on this machine's loopback
 * interface, without a proxy in between. Names other than localhost are
 * refused, wherever they lead.
 */
export function whyNotLoopback(kubeconfig: string): string | undefined {
	const read = parse(kubeconfig);
	const current = read?.['current-context'];
	const name = read?.contexts?.find(context => context.name === current)?.context?.cluster;
	const clusters = read?.clusters?.filter(cluster => cluster.name === name) ?? [];
	if (!current || !name || clusters.length === 0) return `${refusal} and it names no current cluster.`;
	for (const {cluster} of clusters) {
		if (!isLoopback(cluster?.server)) return `${refusal} and ${cluster?.server} is not.`;
		if (cluster?.['proxy-url'])
			return `${refusal} and ${cluster['proxy-url']} is a proxy, which leads anywhere.`;
	}
	return undefined;
}

function parse(kubeconfig: string): Kubeconfig | undefined {
	try {
		return load(kubeconfig) as Kubeconfig;
	} catch {
		// Text that is no YAML names no cluster either.
		return undefined;
	}
}

const refusal = 'SLUICE_TEST_KUBECONFIG must name a cluster on 127.0.0.1, localhost or [::1],';

function isLoopback(server: string | undefined): boolean {
	const host = hostOf(server);
	return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

function hostOf(server: string | undefined): string {
	return server !== undefined && URL.canParse(server) ? new URL(server).hostname : '';
}
