// A credential plug-in runs without a terminal: it cannot ask, and what it
// writes to stderr is kept for the trouble instead of landing on the screen.
// Only a person who was asked lends it the terminal.
import type {RequestOptions} from 'node:https';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import type {Clock} from '../model/clock.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import type {Authenticator} from './authenticators.ts';
import type {Consent} from './consent.ts';
import type {Env} from './kubeconfig.ts';
import {execInfo, type PluginCommand} from './plugin-command.ts';
import {pluginTrouble, unallowed, unknownVersion, wantsTerminal, wrongOutput} from './plugin-trouble.ts';
import {type Credential, readCredential} from './read-credential.ts';
import {type PluginEnd, runPlugin} from './run-plugin.ts';

/** What a plug-in runs in. */
export type PluginGround = {
	readonly cluster: ClusterEntry;
	readonly env: Env;
	readonly clock: Clock;
	readonly consent: Consent;
	/** Somebody is at a terminal that nothing else draws on, as in a shell. */
	readonly hasTerminal: boolean;
	readonly patienceMs: number;
	/** Aborted when the cluster is closed. */
	readonly closed: AbortSignal;
};

export type PluginAuthenticator = Authenticator & {
	/** Runs the plug-in at the terminal; its credential serves all that follows. */
	runAtTerminal(interrupted: AbortSignal): Promise<Trouble | undefined>;
};

/** A credential is made anew so long before it expires, or for a fifth of its life if that is shorter. */
const earlyMs = 60_000;
/** An early renewal that failed is tried again after so long: the old credential still serves. */
const earlyRestMs = 10_000;

type Kept = Credential & {readonly madeAt: number};

/** One that has nothing cached. All who ask at the same time share one run. */
export function pluginAuthenticator(plugin: PluginCommand, ground: PluginGround): PluginAuthenticator {
	const {clock, hasTerminal, closed} = ground;
	let kept: Kept | undefined;
	let pending: Promise<Answer<Kept>> | undefined;
	let triedAt = Number.NEGATIVE_INFINITY;

	async function run(isAtTerminal: boolean, stopped: AbortSignal): Promise<Answer<Kept>> {
		triedAt = clock.now();
		const made = await credentialBy(plugin, ground, isAtTerminal, stopped);
		pending = undefined;
		if (!made.ok) return made;
		kept = {...made.value, madeAt: clock.now()};
		return answer(kept);
	}

	function renewed(): Promise<Answer<Kept>> {
		pending ??= run(hasTerminal && plugin.mode !== 'Never', closed);
		return pending;
	}

	function current(): Promise<Answer<Kept>> {
		const now = clock.now();
		const {expiresAt = Number.POSITIVE_INFINITY, madeAt = now} = kept ?? {};
		if (kept === undefined || expiresAt <= now) return renewed();
		const isEarly = expiresAt - now < Math.min(earlyMs, (expiresAt - madeAt) / 5);
		// Nobody waits for a renewal that comes early, nor is asked anything for it.
		if (isEarly && now - triedAt >= earlyRestMs) pending ??= run(false, closed);
		return Promise.resolve(answer(kept));
	}

	return {
		async prove(options) {
			const credential = await current();
			if (!credential.ok) return credential.trouble;
			put(credential.value, options);
			return undefined;
		},
		async runAtTerminal(interrupted) {
			pending = run(true, AbortSignal.any([interrupted, closed]));
			const made = await pending;
			return made.ok ? undefined : made.trouble;
		},
	};
}

function put({token, certificate, key}: Credential, options: RequestOptions): void {
	if (token !== undefined) options.headers = {...options.headers, Authorization: `Bearer ${token}`};
	if (certificate !== undefined) Object.assign(options, {cert: certificate, key});
}

/** Ctrl-c reaches the plug-in before anybody tells us of it. */
function isInterrupted(ended: PluginEnd): boolean {
	const code = ended.end === 'exited' ? ended.code : 0;
	return code === 130 || code === 131 || (ended.end === 'killed' && /^SIG(INT|QUIT)$/.test(ended.by));
}

/** Runs the plug-in, if it may and can be run, and reads what it gives. */
async function credentialBy(
	plugin: PluginCommand,
	{cluster, env, consent, clock, patienceMs}: PluginGround,
	isAtTerminal: boolean,
	stopped: AbortSignal,
): Promise<Answer<Credential>> {
	if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(plugin.apiVersion))
		return troubled(unknownVersion(plugin));
	if (plugin.path === undefined) return troubled(pluginTrouble(plugin, undefined, patienceMs));
	if (!consent.allows(plugin)) return troubled(unallowed(plugin));
	if (plugin.mode === 'Always' && !isAtTerminal) return troubled(wantsTerminal(plugin));
	const isInteractive = isAtTerminal && plugin.mode !== 'Never';
	const ended = await runPlugin(
		{
			path: plugin.path,
			args: plugin.args,
			env: {...env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, cluster, isInteractive)},
		},
		{isAtTerminal, patienceMs, stopped},
	);
	if (isAtTerminal && isInterrupted(ended))
		return troubled(pluginTrouble(plugin, {end: 'stopped', said: ''}, patienceMs));
	if (ended.end !== 'exited' || ended.code !== 0) return troubled(pluginTrouble(plugin, ended, patienceMs));
	const credential = readCredential(ended.output, plugin.apiVersion, clock.now());
	return typeof credential === 'string'
		? troubled(wrongOutput(plugin, credential, ended.said))
		: answer(credential);
}
