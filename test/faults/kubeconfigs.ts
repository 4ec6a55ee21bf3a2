import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import {dump, load} from 'js-yaml';
import type {Json} from '../conformance/connection.ts';

/** Where the API server of a kubeconfig's current context is, and how its user gets in. Only this machine is ever stood before. */
export function readServer(kubeconfig: string) {
	const {
		clusters,
		contexts,
		users,
		'current-context': current,
	} = load(readFileSync(kubeconfig, 'utf8')) as Json;
	const {context} = named(contexts, current);
	const {cluster} = named(clusters, context.cluster);
	const {user} = named(users, context.user);
	const url = new URL(cluster.server);
	if (!/^(127\.\d+\.\d+\.\d+|localhost)$/.test(url.hostname))
		throw new Error(`${url.host} is not on loopback.`);
	const isSecure = url.protocol === 'https:';
	const inside = (text?: string) => text && Buffer.from(text, 'base64');
	const agent = isSecure
		? new https.Agent({
				keepAlive: true,
				ca: inside(cluster['certificate-authority-data']),
				cert: inside(user['client-certificate-data']),
				key: inside(user['client-key-data']),
			})
		: new http.Agent({keepAlive: true});
	const headers: Record<string, string> = user.token ? {authorization: `Bearer ${user.token}`} : {};
	return {url, isSecure, agent, headers, namespace: (context.namespace as string) ?? 'default'};
}

function named(all: Json[], name: string): Json {
	return all.find(each => each.name === name) ?? all[0];
}

/** Leads to a port of this machine, with a user whom whoever listens there knows better. */
export function kubeconfigOf(port: number, authority: string, namespace: string): string {
	const cluster = {
		server: `https://127.0.0.1:${port}`,
		'certificate-authority-data': Buffer.from(authority).toString('base64'),
	};
	return dump({
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': 'faults',
		contexts: [{name: 'faults', context: {cluster: 'faults', user: 'faults', namespace}}],
		clusters: [{name: 'faults', cluster}],
		users: [{name: 'faults', user: {token: 'replaced on the way'}}],
	});
}
