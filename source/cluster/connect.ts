import type {Clock} from '../model/clock.ts';
import type {Asked, Cluster, Context, Stop} from '../model/cluster.ts';
import type {Login} from '../model/login.ts';
import {type KubernetesObject, textIn} from '../model/object.ts';
import {objectPath, resourcePath} from '../model/path.ts';
import {apiVersion, type Resource, sayRef} from '../model/ref.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import {accessReviews, identity, rightsIn} from './access.ts';
import {agentFor} from './agent.ts';
import {announce} from './announce.ts';
import {apply, rehearse} from './apply.ts';
import {sourceAsker} from './ask-source.ts';
import {type Chosen, chooseContext} from './choose-context.ts';
import {type Consent, noneAllowed} from './consent.ts';
import {type Credentials, credentialsOf} from './credentials.ts';
import {discover} from './discover.ts';
import {type Timeouts, usualTimeouts} from './exchange.ts';
import {exec} from './exec.ts';
import {follow} from './follow.ts';
import type {ListWays} from './follow-state.ts';
import {forward} from './forward.ts';
import {broken, type Env, type Kubeconfig, readKubeconfig} from './kubeconfig.ts';
import {readList} from './list.ts';
import {readLogs} from './logs.ts';
import {isOnThisMachine, proxyOf} from './proxy.ts';
import {readCounters} from './read-counters.ts';
import {type Dated, nextSkew, type Skew} from './server-time.ts';
import {steady} from './steady-clock.ts';
import {tables} from './tables.ts';
import {openTransport, type Transport} from './transport.ts';
import {watchForAbsence} from './wake.ts';

export type ConnectOptions = {
	/** `--kubeconfig`; else KUBECONFIG in `env`, else `~/.kube/config`. */
	readonly kubeconfig?: string;
	/** `--context`; else the kubeconfig's current one. */
	readonly context?: string;
	readonly env: Env;
	/** One that nobody can set; see `steady`. */
	readonly clock?: Clock;
	/** By which an absence is told where that is another one; one that hurries is late at once. */
	readonly absenceClock?: Clock;
	readonly luck?: () => number;
	readonly timeouts?: Timeouts;
	readonly listWays?: ListWays;
	/** Which programs of kubeconfigs may run; none where left out. */
	readonly consent?: Consent;
	/** Credential plug-ins may ask at the terminal by themselves, as nothing else draws on it. */
	readonly hasTerminal?: boolean;
	/** How long a plug-in may take that nobody can see hang. */
	readonly pluginMs?: number;
};

/**
 * The cluster a kubeconfig names. Reads files only: whether the server can be
 * reached shows with the first question to it.
 */
export async function connect(options: ConnectOptions): Promise<Answer<Cluster>> {
	const config = readKubeconfig(options.kubeconfig, options.env);
	if (!config.ok) return config;
	const chosen = chooseContext(config.value, options.context);
	if (!chosen.ok) return chosen;
	const closing = new AbortController();
	const credentials = credentialsFor(chosen.value, options, closing.signal);
	if (!credentials.ok) return credentials;
	let skew: Skew = {aheadMs: 0};
	const dated = (heard: Dated) => {
		skew = nextSkew(skew, heard);
	};
	const transport = transportTo(chosen.value, config.value, credentials.value, options, dated);
	if (!transport.ok) return transport;
	const {login} = credentials.value;
	const cluster = clusterOn(transport.value, chosen.value, options, login, () => closing.abort());
	return answer({...cluster, clockAheadMs: () => skew.aheadMs});
}

/** A plug-in waits for a person, or for a network of its own. */
const usualPluginMs = 60_000;

function credentialsFor(chosen: Chosen, options: ConnectOptions, closed: AbortSignal): Answer<Credentials> {
	const {env, clock = steady, consent = noneAllowed} = options;
	const {hasTerminal = false, pluginMs: patienceMs = usualPluginMs} = options;
	const reread = (): Answer<Chosen> => {
		const config = readKubeconfig(options.kubeconfig, env);
		return config.ok ? chooseContext(config.value, chosen.context.name) : config;
	};
	return credentialsOf(chosen, {env, clock, consent, hasTerminal, patienceMs, closed, reread});
}

function transportTo(
	chosen: Chosen,
	config: Kubeconfig,
	credentials: Credentials,
	options: ConnectOptions,
	dated: (heard: Dated) => void,
): Answer<Transport> {
	const {server, name} = chosen.cluster;
	if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
		return troubled(
			broken(config.paths.join(', '), `the server of cluster ${name} is no http(s) address: ${server}`),
		);
	}
	const {clock = steady} = options;
	const proxy = proxyOf(chosen.cluster, options.env);
	if (!proxy.ok) return proxy;
	return answer(
		openTransport({
			url: new URL(server),
			isLocal: isOnThisMachine(chosen.cluster),
			agent: agentFor(chosen.cluster, proxy.value),
			apart: agentFor(chosen.cluster, proxy.value, false),
			proxy: proxy.value?.host,
			credentials,
			timeouts: options.timeouts ?? usualTimeouts,
			clock,
			dated,
		}),
	);
}

function clusterOn(
	transport: Transport,
	chosen: Chosen,
	options: ConnectOptions,
	login: Login,
	closed: () => void,
): Omit<Cluster, 'clockAheadMs'> {
	const {clock = steady, luck = Math.random, listWays = usualWays(transport)} = options;
	const running = new Set<Stop>();
	const waits = new Set<() => void>();
	const tools = {transport, clock, luck, listWays, waits};
	const endWaits = () => {
		for (const end of [...waits]) end();
	};
	// Who is let in again tells the others, whose back-off has grown meanwhile.
	transport.onRenewed(endWaits);
	const stopWatching = watchForAbsence(options.absenceClock ?? clock, () => {
		endWaits();
		transport.cut();
	});
	const measuring = sourceAsker(transport, clock);
	let retriedAt = Number.NEGATIVE_INFINITY;
	const untilClosed = (stop: Stop): Stop => {
		running.add(stop);
		return () => {
			running.delete(stop);
			stop();
		};
	};
	return {
		context: contextOf(chosen),
		whoAmI: identity(transport, {
			fallback: chosen.user.name,
			isImpersonating: chosen.user.impersonation.as !== undefined,
		}),
		discover: () => discover(transport),
		async get(target, subresource, {isApart} = {}) {
			const path = objectPath(target, subresource);
			return (await transport.json({
				doing: `read ${sayRef(target)}`,
				path,
				isApart,
			})) as Answer<KubernetesObject>;
		},
		list: (resource, scope, asked) => listAll(transport, resource, scope, asked),
		follow: (resource, scope, project, tell, form) =>
			untilClosed(follow(tools, resource, scope, project, tell, form)),
		may: accessReviews(transport, clock),
		rights: namespace => rightsIn(transport, namespace),
		rehearse: step => rehearse(transport, step),
		apply: (permit, step, sending) => apply(transport, permit, step, sending),
		announce: (permit, announcement, announced) => announce(transport, permit, announcement, announced),
		exec: (permit, step, ends, signal) => exec(tools, permit, step, ends, signal),
		async forward(permit, step) {
			const forwarding = await forward(tools, permit, step);
			if (!forwarding.ok) return forwarding;
			const stop = untilClosed(forwarding.value.stop);
			void forwarding.value.ended.then(stop);
			return forwarding;
		},
		logs: (pod, logOptions, tell) => untilClosed(readLogs(tools, pod, logOptions, tell)),
		askSource: measuring.ask,
		readCounters: pod => readCounters(transport, pod),
		login: {
			...login,
			allow(plugin) {
				const allowed = login.allow(plugin);
				endWaits();
				return allowed;
			},
			async run(interrupted) {
				const ended = await login.run(interrupted);
				if (ended.ok) endWaits();
				return ended;
			},
		},
		retry() {
			if (clock.now() - retriedAt < retryRestMs) return;
			retriedAt = clock.now();
			transport.hurry();
			endWaits();
		},
		close() {
			stopWatching();
			for (const stop of running) stop();
			closed();
			measuring.close();
			transport.close();
		},
	};
}

/** A key that is held down sends no more than this lets through. */
const retryRestMs = 1000;

/**
 * The first page of a paged list is the soonest thing there is to show. A
 * streamed list costs both sides less, but is never compressed, so over a
 * network pages remain the better way for later lists too.
 */
function usualWays({isLocal}: Transport): ListWays {
	return {first: 'paged', later: isLocal ? 'streamed' : 'paged'};
}

function contextOf({context, cluster, user}: Chosen): Context {
	return {
		name: context.name,
		server: cluster.server,
		namespace: context.namespace ?? 'default',
		isLocal: isOnThisMachine(cluster),
		isInsecure: cluster.skipTLSVerify,
		actingAs: textIn(user.impersonation.as) || undefined,
	};
}

async function listAll(
	transport: Transport,
	resource: Resource,
	scope: {readonly namespace?: string},
	asked: Asked = {},
): Promise<Answer<readonly KubernetesObject[]>> {
	const objects: KubernetesObject[] = [];
	const list = await readList(transport, {
		path: resourcePath(resource, scope),
		doing: `list ${resource.plural}${scope.namespace ? ` in namespace ${scope.namespace}` : ''}`,
		isPatient: true,
		query: {labelSelector: asked.labels, fieldSelector: asked.fields},
		tables: asked.form === 'table' ? tables() : undefined,
		// The members of a typed list leave out what they are; as from `get`, each says it.
		take: object => objects.push({apiVersion: apiVersion(resource), kind: resource.kind, ...object}),
	});
	return list.ok ? answer(objects) : list;
}
