import type {RequestOptions} from 'node:https';
import type {Login} from '../model/login.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {type Authenticator, authenticatorOf, credentialsTrouble, howToRenew} from './authenticators.ts';
import type {Chosen} from './choose-context.ts';
import {type PluginAuthenticator, type PluginGround, pluginAuthenticator} from './exec-plugin.ts';
import {fixedProof, type Proof} from './fixed-proof.ts';
import type {UserEntry} from './kubeconfig.ts';
import {needTeller} from './login-need.ts';
import {type PluginCommand, pluginOf} from './plugin-command.ts';

export type Credentials = {
	/** Runs a plug-in or reads a token where one is due; otherwise answers from memory. */
	proof(): Promise<Answer<Proof>>;
	/** The server let in who showed this proof. */
	accepted(proof: Proof): void;
	/**
	 * The server refused this proof: what was cached for it is dropped, so that
	 * the next one is made anew. False where making it anew cannot help.
	 */
	refused(proof: Proof, trouble: Trouble): boolean;
	/** The trouble with what this user can do about it. */
	explained(trouble: Trouble): Trouble;
	/** The next proof that is refused or missing is made anew at once, since a person has logged in. */
	hurry(): void;
	readonly login: Login;
};

/** What credentials are made in. */
export type CredentialsGround = Omit<PluginGround, 'cluster'> & {
	/** The context as the kubeconfig has it by now. */
	reread(): Answer<Chosen>;
};

/** A plug-in rests for so long after its first failure: a dozen streams retry, and each of its runs may send a person to a log-in page. */
const pluginRestMs = 10_000;
/** Each further failure doubles the rest up to this. */
const mostRestMs = 300_000;
/** A file is read again at no cost, but each reading sends a refused request twice. */
const fileRestMs = 1000;

/** Reads the certificate files at once, so that a missing one is said before anything is drawn. */
export function credentialsOf(chosen: Chosen, ground: CredentialsGround): Answer<Credentials> {
	const first = sourceOf(chosen, ground);
	return first.ok ? answer(renewable(chosen, first.value, ground)) : first;
}

/** What a kubeconfig says of a user, read: all that stands fixed, and who makes the rest. */
type Source = {
	readonly user: UserEntry;
	readonly fixed: Proof;
	/** Whether another reading comes to the same. */
	readonly said: string;
	readonly plugin?: PluginCommand;
	readonly pluginAuthenticator?: PluginAuthenticator;
	readonly authenticator?: Promise<Authenticator>;
	/** Ends what still runs for it, once another has taken its place. */
	leave(): void;
};

function sourceOf(chosen: Chosen, ground: CredentialsGround): Answer<Source> {
	const {cluster, user} = chosen;
	const fixed = fixedProof(cluster, user);
	if (!fixed.ok) return fixed;
	const {ca, cert, key, headers} = fixed.value;
	const plugin = pluginOf(user, ground.env);
	const left = new AbortController();
	const closed = AbortSignal.any([ground.closed, left.signal]);
	const byPlugin = plugin && pluginAuthenticator(plugin, {...ground, cluster, closed});
	const isMade = user.tokenFile !== undefined || user.authProvider !== undefined;
	return answer({
		user,
		fixed: fixed.value,
		said: JSON.stringify([user, headers, String(ca), String(cert), String(key)]),
		plugin,
		pluginAuthenticator: byPlugin,
		authenticator: byPlugin ? Promise.resolve(byPlugin) : isMade ? authenticatorOf(user) : undefined,
		leave: () => left.abort(),
	});
}

function renewable(chosen: Chosen, first: Source, ground: CredentialsGround): Credentials {
	const {clock, consent, env} = ground;
	const need = needTeller(clock);
	let source = first;
	/** The source made something that was not refused since. */
	let isFresh = true;
	let pending: Promise<Answer<Proof>> | undefined;
	let failure: {readonly trouble: Trouble; readonly at: number} | undefined;
	/** Why there was no proof last; where somebody changed his mind, that still holds. */
	let lastTrouble: Trouble | undefined;
	let failures = 0;
	let renewals = 0;
	let renewedAt = Number.NEGATIVE_INFINITY;
	let hurries = 0;
	const makers = new WeakMap<Proof, Source>();

	function restMs(count: number): number {
		if (!source.plugin && !source.user.authProvider) return fileRestMs;
		return Math.min(pluginRestMs * 2 ** (count - 1), mostRestMs);
	}

	/** Nothing that was cached is left: what the kubeconfig says by now, all of it unused. */
	function begin(): void {
		const read = ground.reread();
		const next = sourceOf(read.ok ? withProofOf(chosen, read.value) : chosen, ground);
		if (!next.ok) return;
		source.leave();
		source = next.value;
		pending = undefined;
	}

	function howTo() {
		const plugin = pluginOf(source.user, env);
		if (plugin === undefined || plugin.path === undefined) return {way: 'elsewhere', plugin} as const;
		return {way: consent.allows(plugin) ? 'plug-in' : 'consent', plugin} as const;
	}

	function explained(trouble: Trouble): Trouble {
		return source.plugin || trouble.reason !== 'unauthorized'
			? trouble
			: {...trouble, hint: howToRenew(source.user)};
	}

	/** Where it is the server that cannot prove who it is, nobody's log-in would help. */
	function lacking(trouble: Trouble): void {
		if (trouble.reason !== 'certificate') need.lacking(explained(trouble), howTo());
	}

	function failed(trouble: Trouble, rests = true): void {
		failures += 1;
		failure = rests ? {trouble, at: clock.now()} : undefined;
		lastTrouble = trouble;
		// What cannot end well without a person is not tried every few seconds.
		if (trouble.awaits === 'person') failures = Math.max(failures, 6);
		need.lacking(trouble, howTo());
	}

	function asBefore(trouble: Trouble): Answer<Proof> {
		failure = {trouble, at: clock.now()};
		return troubled(trouble);
	}

	async function make(): Promise<Answer<Proof>> {
		if (!isFresh) begin();
		isFresh = true;
		const by = source;
		const begunAt = hurries;
		const made = await prove(by);
		// Somebody logs in or has logged in meanwhile: that is for all who waited for this.
		if (by !== source && !made.ok) return proof();
		if (by === source) pending = undefined;
		if (made.ok) {
			failures = 0;
			failure = undefined;
			lastTrouble = undefined;
			makers.set(made.value, by);
		} else {
			isFresh = false;
			if (made.trouble.reason === 'stopped' && lastTrouble) return asBefore(lastTrouble);
			// Who asked to try again meanwhile may have done something about it, so it does not rest.
			failed(made.trouble, begunAt === hurries);
		}
		return made;
	}

	function proof(): Promise<Answer<Proof>> {
		if (failure && clock.now() - failure.at < restMs(failures))
			return Promise.resolve(troubled(failure.trouble));
		pending ??= make();
		return pending;
	}

	function hurry(): void {
		hurries += 1;
		failure = undefined;
		renewedAt = Number.NEGATIVE_INFINITY;
	}

	const login: Login = {
		unallowed() {
			const {plugin} = source;
			return plugin?.path === undefined || consent.allows(plugin) ? undefined : plugin;
		},
		allow(plugin) {
			hurry();
			need.forget();
			const now = pluginOf(source.user, env);
			// What was shown is what was allowed: of anything else somebody has to be asked anew.
			return now && isSame(now, plugin) ? consent.allow(now) : answer(undefined);
		},
		follow: need.follow,
		async run(interrupted) {
			begin();
			isFresh = true;
			hurry();
			const {pluginAuthenticator: byPlugin} = source;
			if (byPlugin === undefined) return answer(undefined);
			const trouble = await byPlugin.runAtTerminal(interrupted);
			if (trouble === undefined) {
				renewals = 0;
				return answer(undefined);
			}
			isFresh = false;
			// Whoever changed his mind is where he was.
			if (trouble.reason !== 'stopped') failed(trouble);
			else if (lastTrouble) asBefore(lastTrouble);
			return troubled(trouble);
		},
	};

	return {
		proof,
		accepted() {
			renewals = 0;
			need.letIn();
		},
		refused(proof, trouble) {
			// Another request was refused earlier: its renewal serves this one too.
			if (makers.get(proof) !== source) return true;
			if (clock.now() - renewedAt < restMs(Math.max(1, renewals))) {
				lacking(trouble);
				return false;
			}
			renewals += 1;
			renewedAt = clock.now();
			const before = source;
			begin();
			const canHelp = source.authenticator !== undefined || source.said !== before.said;
			if (canHelp) return true;
			source = before;
			lacking(trouble);
			return false;
		},
		explained,
		hurry,
		login,
	};
}

/** Whose word is taken for the same server may have changed; where it is, and whether its certificate is checked, stays as it is shown. */
function withProofOf(chosen: Chosen, {cluster, user}: Chosen): Chosen {
	const {server, caFile, caData} = cluster;
	const isSameServer = server === chosen.cluster.server;
	return {...chosen, user, ...(isSameServer && {cluster: {...chosen.cluster, caFile, caData}})};
}

function isSame(left: PluginCommand, right: {readonly command: string; readonly args: readonly string[]}) {
	return left.command === right.command && left.args.join('\0') === right.args.join('\0');
}

async function prove({fixed, user, authenticator}: Source): Promise<Answer<Proof>> {
	if (authenticator === undefined) return answer({...fixed});
	const options: RequestOptions & Proof = {...fixed, headers: {...fixed.headers}};
	try {
		const trouble = await (await authenticator).prove(options);
		return trouble === undefined ? answer(options) : troubled(trouble);
	} catch (error) {
		return troubled(credentialsTrouble(user, error as Error));
	}
}
