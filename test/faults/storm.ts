import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {createElement} from 'react';
import {App} from '../../source/app.tsx';
import {connect} from '../../source/cluster/connect.ts';
import {createLuck} from '../../source/demo/luck.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {isCurrent} from '../../source/model/health.ts';
import {drive} from '../../source/run/drive.ts';
import {resourceView} from '../../source/store/listing.ts';
import {linkOf} from '../../source/store/select.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore, type Store} from '../../source/store/store.ts';
import {type Json, RawApi} from '../cluster/raw-api.ts';
import {Ground, route} from '../cluster/workloads.ts';
import {openScreen, type Screen} from '../kit/screen.ts';
import type {Beside} from './dashboard-beside.ts';
import {type Asked, drawnLink, type Fault, type LinkOptions, schedule} from './fault.ts';
import {type FaultProxy, isAccepted, startFaultProxy} from './fault-proxy.ts';
import {type Broken, judgeGenerations, judgeHealth, judgeWrites, type Told} from './invariants.ts';
import {type Asking, askAlone, askBy, operate, restMs, stormRules} from './operator.ts';
import {startOtherWriter} from './other-writer.ts';
import {openOwnNodes} from './own-nodes.ts';
import {until} from './until.ts';

export type StormOptions = {
	/** Of an API server on this machine. */
	readonly kubeconfig: string;
	readonly seed: number;
	readonly forMs: number;
	/** Of the requests of each kind, the share that something goes wrong with. */
	readonly share: number;
	/** How long what never answers is held before its connection breaks; for ever where left out. */
	readonly heldMs?: number;
	/** How long the screen may take, once all is well again, to equal the cluster. */
	readonly patienceMs: number;
	/** Somebody else on the same line, who is asked in the end. */
	readonly beside?: (
		namespace: string,
		line: Line,
	) => Promise<{end(ground: Ground, patienceMs: number): Promise<Beside>}>;
	log?(line: string): void;
};

/** What goes wrong on a way, for how long, and how long and narrow the way is. */
export type Line = {readonly link: LinkOptions; readonly forMs: number; choose(asked: Asked): Fault};

export type Storm = {
	/** Every invariant that did not hold, in a sentence. */
	readonly broken: readonly string[];
	/** By kind of request and fault. */
	readonly faults: ReadonlyMap<string, number>;
	/** How many commands ended how. */
	readonly ends: ReadonlyMap<string, number>;
	/** The verbs of all that was asked for. */
	readonly asked: ReadonlyMap<string, number>;
	/** Writes that reached the server, and how many it accepted. */
	readonly writes: number;
	readonly accepted: number;
	/** Changes by somebody else meanwhile. */
	readonly others: number;
	/** How often each invariant was checked. */
	readonly checks: Readonly<Record<string, number>>;
	/** From the end of the faults until the screen equalled the cluster. */
	readonly convergedMs: number;
	/** What was measured on the way. */
	readonly noted: readonly string[];
};

const targets = {deployments: ['a', 'b', 'c', 'd', 'e', 'f'], routes: ['r', 's', 't', 'u', 'v', 'w']};

/** Lets an operator and somebody else work on a cluster while requests go wrong, and holds all that came of it to what must be. */
export async function storm(options: StormOptions): Promise<Storm> {
	const {kubeconfig, seed, forMs, share, heldMs, patienceMs, log = () => {}} = options;
	const api = new RawApi(kubeconfig);
	const ground = new Ground(api, await api.createNamespace('storm'));
	const {namespace} = ground;
	const link = drawnLink(seed);
	const proxy = await startFaultProxy({kubeconfig, link});
	const ownNodes = await openOwnNodes(api, namespace);
	const folder = mkdtempSync(join(tmpdir(), 'sluice-storm-'));
	const endings: (() => unknown)[] = [
		() => api.close(),
		() => api.delete(`/api/v1/namespaces/${namespace}`),
		() => ownNodes.remove(),
		() => proxy.close(),
		() => rmSync(folder, {recursive: true}),
	];
	try {
		await makeGround(ground);
		const before = await generations(ground);
		const told: Told[] = [];
		const cluster = await connectThrough(proxy, told);
		const journal = fileJournal(join(folder, 'journal.jsonl'));
		const store = storeFor(cluster, namespace);
		const driven = drive({
			store,
			cluster,
			journal,
			clock: systemClock,
			wallClock: systemClock,
			connectOther: () => Promise.reject(new Error('There is no other.')),
			rulesFor: () => stormRules,
			isChoked: () => false,
			whenDrained: call => call(),
			copy() {},
			repaint() {},
			suspend() {},
			lend: (_says, use) => use(new AbortController().signal),
			log() {},
		});
		const screen = await openScreen(createElement(App, {store, clock: systemClock}), {
			columns: 160,
			rows: 40,
		});
		endings.push(driven.stop, screen.close);
		await until(
			() => areCurrent(store),
			30_000,
			() => `Never live: ${sayHealths(store)}`,
		);
		const began = Date.now();
		const phase = (says: string) => log(`after ${Math.round((Date.now() - began) / 1000)} s: ${says}`);
		const choose = schedule({seed, share, heldMs});
		const beside = await options.beside?.(namespace, {choose, link, forMs});

		log(
			`seed ${seed}: ${share * 100} % of requests go wrong for ${Math.round(forMs / 1000)} s, ${link.roundTripMs} ms there and back at ${link.bytesPerSecond / 1024} kB/s`,
		);
		proxy.schedule(choose);
		proxy.endWatches();
		const writer = startOtherWriter(ground, targets.deployments, createLuck(seed + 1));
		const header = watchHeader(store, screen);
		const asked: Asking[] = [];
		const work = {
			targets: {namespace, ...targets, ownNodes: ownNodes.read},
			asked,
			busy: new Set<string>(),
			untilMs: Date.now() + forMs,
		};
		const refilling = setInterval(
			() => void ownNodes.refill(path => work.busy.has(path)).catch(() => {}),
			1000,
		);
		endings.push(() => clearInterval(refilling));
		await Promise.all(
			[
				askBy(store, 2 * patienceMs),
				askAlone(cluster, journal),
				askAlone(cluster, journal),
				askAlone(cluster, journal),
			].map((ask, a) => operate(ask, {...work, luck: createLuck(seed + 2 + a)})),
		);
		clearInterval(refilling);
		phase('all that was asked for has ended');
		// What is late arrives.
		await new Promise(resolve => setTimeout(resolve, restMs));
		const others = await writer.stop();
		proxy.schedule();
		if (heldMs !== undefined) proxy.cutStalled();
		const calmAt = Date.now();
		const held = {store, screen, ground, nodes: () => ownNodes.list()};
		const unequal = await converged(held, patienceMs);
		const convergedMs = Date.now() - calmAt;
		phase('the screen was compared');
		const ended = await beside?.end(ground, patienceMs);
		header.stop();
		phase('the dashboard beside has ended');

		const entries = journal.entries();
		const recorded = entries.ok ? entries.value : [];
		const objects = (await generations(ground)).map((each, e) => ({...each, before: before[e]!.after}));
		const watches = brokenWatches(proxy);
		return {
			broken: [
				...judgeWrites(proxy.writes, asked, recorded),
				...judgeGenerations(objects, proxy.writes),
				...judgeHealth(watches, told),
				...header.broken,
				...unequal,
				...(ended?.broken ?? []),
				...(entries.ok ? [] : [entries.trouble.says]),
			],
			faults: proxy.counts,
			ends: countEnds(asked),
			asked: counted(asked.map(({command}) => command.action)),
			writes: proxy.writes.length,
			accepted: proxy.writes.filter(isAccepted).length,
			others,
			checks: {
				'writes against confirmations and words': proxy.writes.length + asked.length,
				"objects against the server's own count": objects.length,
				'faults of watches against what was told': watches.length,
				'headers against the streams': header.looks(),
				'entries of the journal': recorded.length,
			},
			convergedMs,
			noted: ended?.noted ?? [],
		};
	} finally {
		for (const end of endings.reverse()) await end();
	}
}

async function makeGround(ground: Ground): Promise<void> {
	await ground.addBackends({'shop-v1': {track: 'stable'}, 'shop-v2': {track: 'canary'}});
	for (const name of targets.deployments) await ground.addDeployment(name, {replicas: 1});
	for (const name of targets.routes) {
		await ground.add('httproutes', route(name, {0: {'shop-v1': 100, 'shop-v2': 0}}));
	}
}

/** A cluster behind the proxy, which notes every word on the health of its streams. */
async function connectThrough(proxy: FaultProxy, told: Told[]): Promise<Cluster> {
	const connected = await connect({kubeconfig: proxy.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	return {
		...cluster,
		follow: (resource, scope, project, tell) =>
			cluster.follow(resource, scope, project, change => {
				if (change.type === 'health') {
					told.push({plural: resource.plural, state: change.health.state, at: Date.now()});
				}
				tell(change);
			}),
	};
}

function storeFor(cluster: Cluster, namespace: string): Store {
	return createStore(
		initialState({
			context: cluster.context,
			contexts: ['faults'],
			isReadOnly: false,
			isProduction: false,
			namespace,
			screen: {name: 'list', view: 'deployments'},
			size: {columns: 160, rows: 40},
			now: systemClock.now(),
		}),
	);
}

async function generations(ground: Ground) {
	const read = async (plural: 'deployments' | 'httproutes', name: string, beneath: string) => ({
		path: ground.path(plural, name) + beneath,
		after: (await ground.get(plural, name)).metadata.generation as number,
	});
	return Promise.all([
		...targets.deployments.map(name => read('deployments', name, '/scale')),
		...targets.routes.map(name => read('httproutes', name, '')),
	]);
}

function areCurrent(store: Store): boolean {
	const streams = Object.values(store.get().streams);
	return streams.length > 3 && streams.every(({health}) => isCurrent(health) || health.state === 'absent');
}

function sayHealths(store: Store): string {
	return Object.entries(store.get().streams)
		.filter(([, {health}]) => !isCurrent(health))
		.map(([view, {health}]) => `${view} ${JSON.stringify(health)}`)
		.join(', ');
}

const compared = ['pods', 'deployments', 'services', 'httproutes', 'replicasets'] as const;

/** What is held and shown, and where to read what the cluster has. */
type Held = {
	readonly store: Store;
	readonly screen: Screen;
	readonly ground: Ground;
	nodes(): Promise<readonly Json[]>;
};

/** Waits until what is held and shown is what the cluster has; tells what still differs when patience ends. */
async function converged(held: Held, patienceMs: number): Promise<string[]> {
	let differing: string[] = [];
	const isEqual = async () => {
		differing = areCurrent(held.store) ? await differences(held) : [`not live: ${sayHealths(held.store)}`];
		return differing.length === 0;
	};
	await until(isEqual, patienceMs).catch(() => {});
	return differing.map(each => `${Math.round(patienceMs / 1000)} s after the faults, ${each}`);
}

async function differences({store, screen, ground, nodes}: Held): Promise<string[]> {
	const rows = await Promise.all(
		compared.map(async view => {
			const {apiVersion, items} = await ground.list(view);
			return rowDifferences(
				store,
				view,
				items.map((object: Json) => ({apiVersion, ...object})),
			);
		}),
	);
	const own = await nodes();
	// There are others, which are nobody's business here.
	const ofNodes = rowDifferences(store, 'nodes', own, new Set(own.map(({metadata}) => metadata.uid)));
	const shown = await screen.read();
	const deployments = store.get().streams.deployments!.table.rows.values();
	const unseen = [...deployments].filter(({name, ...row}) => {
		const {ready, wanted} = row as unknown as {ready: number; wanted: number};
		return !new RegExp(`[ ▌] . ${name} +${ready}/${wanted} `).test(shown);
	});
	return [
		...rows.flat(),
		...ofNodes,
		...unseen.map(({name}) => `the screen shows no such ${name}:\n${shown}`),
	];
}

function rowDifferences(store: Store, name: string, objects: readonly Json[], among?: Set<string>): string[] {
	const view = resourceView(store.get(), name)!;
	const expected = new Map(
		objects.map(object => [object.metadata.uid, view.project({kind: view.kind, ...object} as never)]),
	);
	const {rows} = store.get().streams[name]!.table;
	const differ = [...new Set([...expected.keys(), ...rows.keys()])].filter(
		uid => (among?.has(uid) ?? true) && !isDeepStrictEqual(expected.get(uid), rows.get(uid as string)),
	);
	return differ.map(
		uid =>
			`${name} differ: ${JSON.stringify(expected.get(uid))} is shown as ${JSON.stringify(rows.get(uid as string))}`,
	);
}

/** Faults of watches of which something must be said: all but those that a client may mend without a word. */
function brokenWatches({faults}: FaultProxy): Broken[] {
	return faults.flatMap(({at, asked, fault}) => {
		const isSaid =
			fault.does === 'refuse' ||
			fault.does === 'truncate' ||
			(fault.does === 'error-event' && fault.code !== 410);
		if (asked.kind !== 'watch' || !isSaid || at === undefined) return [];
		const plural = new URL(asked.url, 'http://x').pathname.split('/').at(-1)!;
		return [{plural, at, says: `${fault.does} of its watch`}];
	});
}

/** Looks at the header again and again: it must not say that all is live for longer than a moment after a stream is not. */
function watchHeader(store: Store, screen: Screen) {
	const broken: string[] = [];
	let looks = 0;
	let notLiveSince: number | undefined;
	const timer = setInterval(() => {
		looks += 1;
		const {health} = linkOf(store.get());
		if (isCurrent(health)) notLiveSince = undefined;
		else notLiveSince ??= Date.now();
		const header = screen.emulator.text().split('\n')[0]!;
		if (notLiveSince === undefined || Date.now() - notLiveSince < 3000) return;
		if (/● live/.test(header))
			broken.push(`the header says live while a stream is ${health?.state}: ${header}`);
	}, 250);
	return {broken, looks: () => looks, stop: () => clearInterval(timer)};
}

function countEnds(asked: readonly Asking[]): Map<string, number> {
	return counted(
		asked.map(({outcome, isConfirmed}) => `${outcome?.end}${isConfirmed ? '' : ' before it was confirmed'}`),
	);
}

function counted(words: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}
