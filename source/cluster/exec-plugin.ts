// A credential plug-in runs without a terminal: it cannot ask, and what it
// writes to stderr is kept for the trouble instead of landing on the screen.
import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {ExecAuth} from '@kubernetes/client-node/dist/exec_auth.js';
import type {Json, JsonObject} from '../model/json.ts';
import {objectsIn, textIn} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Env, UserEntry} from './kubeconfig.ts';

const patienceMs = 60_000;

/** client-node's plug-in runner, started our way. A new one has nothing cached. */
export function execPlugin(user: UserEntry, cluster: ClusterEntry, env: Env): ExecAuth {
	const auth = new ExecAuth();
	const start = (command: string, args: readonly string[] | undefined): ChildProcess =>
		spawn(commandPath(command, user.folder), args ?? [], {
			env: {...env, ...ownEnv(user.exec), KUBERNETES_EXEC_INFO: execInfo(user.exec, cluster)},
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: patienceMs,
		});
	Object.assign(auth, {execFn: start});
	return auth;
}

/** As in kubectl: a relative path starts at the kubeconfig's folder, a bare name is looked up in PATH. */
function commandPath(command: string, folder: string): string {
	return command.includes('/') ? path.resolve(folder, command) : command;
}

function ownEnv(exec: JsonObject): Env {
	return Object.fromEntries(
		objectsIn(exec.env).map(entry => [textIn(entry.name) ?? '', textIn(entry.value)]),
	);
}

/** What the plug-in is told about its caller, by the client.authentication.k8s.io contract. */
function execInfo(exec: JsonObject, cluster: ClusterEntry): string {
	const about: Json = {
		server: cluster.server,
		'tls-server-name': cluster.tlsServerName,
		'insecure-skip-tls-verify': cluster.skipTLSVerify || undefined,
		'certificate-authority-data': cluster.caData,
		'proxy-url': cluster.proxyUrl,
	};
	const spec = {interactive: false, cluster: exec.provideClusterInfo === true ? about : undefined};
	return JSON.stringify({apiVersion: exec.apiVersion, kind: 'ExecCredential', spec});
}

/** Says which plug-in failed, with the last line it wrote. */
export function execTrouble(user: UserEntry, error: Error): Trouble {
	const exec: JsonObject = user.exec;
	const command = textIn(exec.command) ?? 'with no name';
	if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
		return {
			reason: 'credentials',
			says: `The credential plug-in ${command} of user ${user.name} is not installed.`,
			hint: textIn(exec.installHint)?.trim() || 'Install it, or check the PATH.',
		};
	}
	const last = error.message.trim().split('\n').at(-1)?.trim();
	return {
		reason: 'credentials',
		says: `The credential plug-in ${command} of user ${user.name} failed${last ? `: ${last}` : ''}`,
		hint: 'Log in again with it in a shell, then retry.',
	};
}
