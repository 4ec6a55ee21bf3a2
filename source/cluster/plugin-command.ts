import {createHash} from 'node:crypto';
import {accessSync, constants, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import type {Json, JsonObject} from '../model/json.ts';
import type {Plugin} from '../model/login.ts';
import {isObject, objectsIn, textIn} from '../model/object.ts';
import type {Env, UserEntry} from './kubeconfig.ts';

/** A credential plug-in as a kubeconfig describes it, by the client.authentication.k8s.io contract. */
export type PluginCommand = Plugin & {
	readonly env: Env;
	readonly apiVersion: string;
	readonly mode: 'Never' | 'IfAvailable' | 'Always';
	readonly installHint?: string;
	readonly wantsClusterInfo: boolean;
	/** All of it that decides what would happen, values of the environment too. Never shown, never written down. */
	readonly meaning: string;
};

/** Undefined where the user has no plug-in. */
export function pluginOf(user: UserEntry, env: Env): PluginCommand | undefined {
	if (!isObject(user.exec)) return undefined;
	const exec: JsonObject = user.exec;
	const command = textIn(exec.command) ?? '';
	const args = Array.isArray(exec.args) ? exec.args.map(String) : [];
	const own = Object.fromEntries(
		objectsIn(exec.env).map(({name, value}) => [textIn(name) ?? '', String(value ?? '')]),
	);
	const found = findCommand(command, user.folder, [env.PATH, own.PATH]);
	const apiVersion = textIn(exec.apiVersion) ?? '';
	const mode = textIn(exec.interactiveMode) ?? '';
	return {
		command,
		args,
		envNames: Object.keys(own),
		path: found,
		user: user.name,
		file: user.file,
		covers: user.isOwnFile ? 'file' : 'command',
		env: own,
		apiVersion,
		mode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
		installHint: textIn(exec.installHint)?.trim() || undefined,
		wantsClusterInfo: exec.provideClusterInfo === true,
		meaning: JSON.stringify([command, args, own as Json, apiVersion, contentThatMatters(command, found)]),
	};
}

/**
 * As in kubectl: a relative path starts at the kubeconfig's folder, a bare name
 * is looked up in our own PATH. Where it is not there, in that of the plug-in.
 */
function findCommand(command: string, folder: string, paths: readonly (string | undefined)[]) {
	if (command.includes('/')) {
		const file = path.resolve(folder, command);
		return isThere(file) ? file : undefined;
	}
	return paths
		.flatMap(each => (each ?? '').split(path.delimiter))
		.filter(each => path.isAbsolute(each))
		.map(each => path.join(each, command))
		.find(each => command !== '' && isExecutable(each));
}

function isThere(file: string): boolean {
	return statSync(file, {throwIfNoEntry: false})?.isFile() === true;
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return isThere(file);
	} catch {
		return false;
	}
}

/** A program that travels with the kubeconfig is as little known as the file is; one that was installed was judged then. */
function contentThatMatters(command: string, found: string | undefined): string {
	if (found === undefined || path.isAbsolute(command) || !command.includes('/')) return '';
	try {
		return createHash('sha256').update(readFileSync(found)).digest('hex');
	} catch {
		return '';
	}
}

/** What the plug-in is told about its caller. */
export function execInfo(
	{apiVersion, wantsClusterInfo}: PluginCommand,
	cluster: ClusterEntry,
	isInteractive: boolean,
): string {
	const about = {
		server: cluster.server,
		'tls-server-name': cluster.tlsServerName,
		'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
		'certificate-authority-data': cluster.caData,
		'proxy-url': cluster.proxyUrl,
	};
	const spec = {interactive: isInteractive, cluster: wantsClusterInfo ? about : undefined};
	return JSON.stringify({apiVersion, kind: 'ExecCredential', spec});
}
