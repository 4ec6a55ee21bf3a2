// Tries every row in every state in which nothing may be written, and tells
// what left for the server all the same.

import {gatherSplits} from '../../source/actions/gather-splits.ts';
import {emptyConfiguration} from '../../source/configuration/configuration.ts';
import {rulesFor} from '../../source/configuration/rules-for.ts';
import type {Moment, Rules} from '../../source/gateway/decide.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster, ServedResource} from '../../source/model/cluster.ts';
import type {ActionCommand, Target} from '../../source/model/command.ts';
import type {ShellEnds} from '../../source/model/line.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Permit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import {type Resource, resourceName} from '../../source/model/ref.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {dialects} from '../../source/traffic/index.ts';
import type {Connection} from '../conformance/connection.ts';
import {firstEdit, healed, replacedTwice, writeAhead} from './gate-fights.ts';
import {commands, type Row, type Scene} from './gate-rows.ts';
import {changesNothing, type RecordingProxy, type Sent} from './recording-proxy.ts';

export type Ground = {
	/** Straight to the server, past sluice and the proxy. */
	readonly raw: Connection;
	readonly proxy: RecordingProxy;
	/** Through the proxy. */
	readonly cluster: Cluster;
	/** As somebody who may look and nothing else; and what that one sends. */
	readonly looking: {readonly cluster: Cluster; readonly proxy: RecordingProxy};
	readonly served: readonly ServedResource[];
};

export type Tried = {
	readonly state: string;
	/** The reason of the refusal, or the end. */
	readonly end: string;
	readonly isEscape: boolean;
	readonly plan?: Plan;
	/** What could have changed something, with the server's answer. */
	readonly left: readonly string[];
};

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind are moved and made anew
type Json = any;

/** Rows of the scene that this server can be asked about. */
export function rowsServed({rows}: Scene, {served}: Ground): readonly Row[] {
	return rows.filter(({kind}) => served.some(each => resourceName(each) === kind));
}

function servedAs({apiVersion = '', kind}: KubernetesObject, served: readonly ServedResource[]) {
	const [version, group = ''] = apiVersion.split('/').reverse();
	return served.find(each => each.group === group && each.version === version && each.kind === kind);
}

function pathOf({group, version, plural, namespaced}: Resource, namespace: string): string {
	const api = `${group === '' ? '/api' : `/apis/${group}`}/${version}`;
	return namespaced ? `${api}/namespaces/${namespace}/${plural}` : `${api}/${plural}`;
}

/**
 * Puts the objects of the scene into the namespace, with the status their
 * controllers would write. The answer are the paths of those that are in no
 * namespace, and do not end with it.
 */
export async function build(scene: Scene, namespace: string, ground: Ground): Promise<readonly string[]> {
	const uids = new Map<string, string>();
	const outside: string[] = [];
	for (const object of scene.objects) {
		const resource = servedAs(object, ground.served);
		if (resource === undefined) continue;
		const path = await create(object, pathOf(resource, namespace), namespace, ground, uids);
		if (!resource.namespaced) outside.push(path);
	}
	return outside;
}

async function create(
	object: KubernetesObject,
	path: string,
	namespace: string,
	ground: Ground,
	uids: Map<string, string>,
): Promise<string> {
	const {status, ...rest} = moved(object, namespace) as Json;
	const {name, labels, annotations, uid, ownerReferences} = rest.metadata;
	const owners = ownerReferences?.map((owner: Json) => ({...owner, uid: uids.get(owner.uid) ?? owner.uid}));
	const made = await ground.raw.ask('POST', path, {
		body: {...rest, metadata: {name, labels, annotations, ...(owners && {ownerReferences: owners})}},
	});
	if (made.status !== 201) throw new Error(`${object.kind} ${name}: ${made.text}`);
	if (uid !== undefined) uids.set(uid, made.body.metadata.uid);
	const its = `${path}/${name}`;
	if (status === undefined || /^(v1|apps\/|batch\/)/.test(object.apiVersion ?? '')) return its;
	await ground.raw.ask('PATCH', `${its}/status`, {
		type: 'application/merge-patch+json',
		body: {status},
	});
	return its;
}

/** The same with the namespace of the run wherever the file names its own. */
function moved<Value>(value: Value, namespace: string): Value {
	return JSON.parse(
		JSON.stringify(value)
			.replaceAll('"namespace":"shop"', `"namespace":"${namespace}"`)
			.replaceAll('toolkit.fluxcd.io/namespace":"shop"', `toolkit.fluxcd.io/namespace":"${namespace}"`)
			.replaceAll('"shop/', `"${namespace}/`)
			.replaceAll('"node-of-shop-', `"node-of-${namespace}-`)
			.replaceAll('.shop.svc', `.${namespace}.svc`),
	);
}

/** Deletes the object and makes the same again, which is another one; a name that is to be given is taken. */
async function makeAnew({target, makes}: Plan['steps'][number], ground: Ground): Promise<void> {
	const {resource, namespace, name} = target;
	const {group, plural} = resource;
	const path = pathOf(resource, namespace);
	if (makes !== undefined) {
		const taken = await ground.raw.ask('POST', path, {body: makes});
		if (taken.status !== 201) throw new Error(`${name} was not taken: ${taken.text}`);
		return;
	}
	const {body: read} = await ground.raw.ask('GET', `${path}/${name}`);
	await ground.raw.ask('DELETE', `${path}/${name}?propagationPolicy=Background&gracePeriodSeconds=0`);
	// A simulated kubelet that was told of it deletes by its name, a moment later: what has that name by then would go, too.
	if (plural === 'pods') await new Promise(resolve => setTimeout(resolve, 1000));
	const {labels, annotations} = read.metadata;
	const {status, ...rest} = read;
	const spec = plural === 'jobs' ? {...rest.spec, selector: undefined} : rest.spec;
	if (plural === 'jobs') rest.spec.template.metadata.labels = undefined;
	const body = {...rest, spec, metadata: {name, labels, annotations}};
	for (let tries = 0; tries < 100; tries += 1) {
		const made = await ground.raw.ask('POST', path, {body});
		if (made.status === 201) break;
		if (made.status !== 409 || tries === 99) throw new Error(`${name} was not made anew: ${made.text}`);
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	if (status && group !== '' && group !== 'apps' && group !== 'batch')
		await ground.raw.ask('PATCH', `${path}/${name}/status`, {
			type: 'application/merge-patch+json',
			body: {status},
		});
}

/** How each state answers, and what it makes of the rules and of the moment. */
type Held = {
	readonly state: string;
	readonly rules?: Partial<Rules>;
	readonly moment?: Moment;
	readonly cluster?: Cluster;
	/** Where it is not what was done so far; `plan` is what was planned last. */
	readonly journal?: (journal: Journal, plan: Plan | undefined) => Journal;
	/** Somebody says yes, whatever is asked. Where it is left out nobody does. */
	readonly confirms?: (permit: Permit, abort: AbortController) => Promise<boolean> | boolean;
	/** What has to be put right again before the next state. */
	readonly after?: () => Promise<void>;
};

const armed: Moment = {isArmed: true};

/** The escape passes some of them: it is told no at last, since nothing may be written here. */
const yesButTheEscape = ({plan}: Permit) => !plan.isEscape;

function states(ground: Ground): readonly Held[] {
	const production = {armForMs: 900_000, isProduction: true};
	return [
		{state: 'read-only by the flag', rules: {readOnly: true}, confirms: () => true},
		{
			state: 'read-only by the configuration',
			rules: rulesFor(
				ground.cluster.context,
				{readOnly: false},
				{
					...emptyConfiguration,
					contexts: {[ground.cluster.context.name]: {readOnly: true}},
				},
			),
			confirms: () => true,
		},
		{state: 'disarmed', rules: production, moment: {}, confirms: yesButTheEscape},
		{state: 'denied by the server', cluster: ground.looking.cluster, confirms: () => true},
		{state: 'old', moment: {...armed, staleMs: 60_000}, confirms: yesButTheEscape},
		{
			state: 'a dialect nobody tried',
			rules: {writeUnproved: []},
			confirms: ({plan}) => plan.unproved !== undefined,
		},
		{
			state: 'another word typed',
			rules: production,
			moment: armed,
			confirms: ({confirm}) => confirm.by === 'word' && confirm.word === `${confirm.word} `,
		},
		{state: 'cancelled', moment: armed},
		{
			state: 'stopped',
			moment: armed,
			confirms(_permit, abort) {
				abort.abort();
				return true;
			},
		},
		{
			state: 'a reason demanded, and none given',
			rules: {reason: 'required'},
			moment: armed,
			confirms: yesButTheEscape,
		},
		{
			state: 'an owner that heals it',
			cluster: healed(ground.cluster),
			moment: armed,
			confirms: ({plan}) => plan.owners.some(({effect}) => effect === 'undone') && !plan.isEscape,
		},
		{
			state: 'replaced twice',
			journal: replacedTwice,
			moment: armed,
			confirms: ({plan}) => plan.contested !== undefined && !plan.isEscape,
		},
		changedMeanwhile(ground),
		{
			state: 'the guard lost',
			moment: armed,
			async confirms({plan}) {
				for (const step of plan.steps.slice(0, 1)) await makeAnew(step, ground);
				return true;
			},
		},
	];
}

/** Somebody else writes the very values while the preview stands. Where nobody could, nothing is confirmed. */
function changedMeanwhile({raw}: Ground): Held {
	let putBack: (() => Promise<void>) | undefined;
	return {
		state: 'changed while it was looked at',
		moment: armed,
		async confirms({plan}) {
			const step = firstEdit(plan);
			// Whoever goes back to a revision makes a new one of it, and there is another one before it by then.
			const isOutOfReach = plan.isEscape || plan.action === 'rollback';
			if (isOutOfReach || step === undefined || plan.steps.indexOf(step) > 0) return false;
			putBack = await writeAhead(step, raw);
			return putBack !== undefined;
		},
		async after() {
			await putBack?.();
			putBack = undefined;
		},
	};
}

/** Tries the row in every state, one after the other. */
export async function tried(row: Row, namespace: string, on: Ground): Promise<readonly Tried[]> {
	const {cluster, looking} = on;
	const ground = {
		...on,
		cluster: listingOnce(cluster),
		looking: {...looking, cluster: listingOnce(looking.cluster)},
	};
	const journal = memoryJournal();
	const target = await targetOf(row, namespace, ground);
	await prepared(row, target, journal, ground);
	const found: Tried[] = [];
	const command = await commandOf(row, namespace, ground);
	let planned: Plan | undefined;
	for (const held of states(ground)) {
		const one = await tryIn(held, command, held.journal?.(journal, planned) ?? journal, ground);
		await held.after?.();
		planned = one.plan ?? planned;
		found.push(one);
	}
	return found;
}

/** Every kind is listed once for a row, and not in every state anew: what stands around it does not change. */
function listingOnce(cluster: Cluster): Cluster {
	const listed = new Map<string, ReturnType<Cluster['list']>>();
	let discovery: ReturnType<Cluster['discover']> | undefined;
	return {
		...cluster,
		discover() {
			discovery ??= cluster.discover();
			return discovery;
		},
		list(...asked) {
			const key = JSON.stringify(asked);
			const known = listed.get(key) ?? cluster.list(...asked);
			listed.set(key, known);
			return known;
		},
	};
}

async function tryIn(held: Held, command: ActionCommand, journal: Journal, ground: Ground): Promise<Tried> {
	const {proxy, looking} = ground;
	for (const each of [proxy, looking.proxy]) each.forget();
	const abort = new AbortController();
	let plan: Plan | undefined;
	const outcome = await perform(command, {
		cluster: held.cluster ?? ground.cluster,
		journal,
		clock: systemClock,
		rules: {...allowing, ...held.rules},
		moment: () => held.moment ?? armed,
		wait: false,
		timeoutMs: 5000,
		signal: abort.signal,
		tell(telling) {
			if (telling.type === 'planned') plan = telling.plan;
		},
		lendTerminal: (_says, use) => use(nobody, new AbortController().signal),
		confirm: async permit => (await held.confirms?.(permit, abort)) ?? false,
	});
	const left = [...proxy.sent, ...looking.proxy.sent].filter(each => !changesNothing(each)).map(sayTold);
	return {state: held.state, end: endOf(outcome), isEscape: plan?.isEscape ?? false, plan, left};
}

/** Nobody sits there: what would be run may only not run. */
const nobody: ShellEnds = {
	opened: () => undefined,
	size: () => undefined,
	onResize: () => () => undefined,
	onTyped: () => () => undefined,
	show: () => undefined,
};

const allowing: Rules = {
	readOnly: false,
	isProduction: false,
	contextName: 'test',
	writeUnproved: dialects.map(({name}) => name),
};

function sayTold({method, path, isUpgrade, status}: Sent): string {
	return `${method} ${path}${isUpgrade ? ' upgraded' : ''}: ${status}`;
}

function endOf(outcome: Outcome): string {
	if (outcome.end === 'refused') return outcome.refusal.refused;
	return outcome.end === 'failed' ? `failed: ${outcome.trouble.reason}` : outcome.end;
}

async function targetOf({kind, on}: Row, namespace: string, {served, raw}: Ground): Promise<Target> {
	const {group, version, plural, kind: its, namespaced} = served.find(each => resourceName(each) === kind)!;
	const resource = {group, version, plural, kind: its, namespaced};
	const name = moved(on, namespace);
	const {body} = await raw.ask('GET', `${pathOf(resource, namespace)}/${name}`);
	return {resource, namespace: namespaced ? namespace : '', name, uid: body.metadata?.uid};
}

async function commandOf(row: Row, namespace: string, ground: Ground): Promise<ActionCommand> {
	const target = await targetOf(row, namespace, ground);
	const gathered = await gatherSplits(target, ground.cluster);
	const splits = gathered.ok ? gathered.value.facts.splits.filter(({backends}) => backends.length > 1) : [];
	const own = splits.filter(({ref}) => ref.uid === target.uid);
	return commands[row.action](target, {splits: own.length > 0 ? own : splits});
}

/** What must have been there before: a change of ours for what takes one back, and another revision to go back to. */
async function prepared(row: Row, target: Target, journal: Journal, ground: Ground): Promise<void> {
	if (row.needs === 'a change by sluice' || row.needs === 'an undone change') {
		const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/${target.name}`;
		const replicas = (await ground.raw.ask('GET', path)).body.spec.replicas === 3 ? 2 : 3;
		await written({action: 'scale', target, replicas}, journal, ground);
	}
	if (row.needs === 'ready pods') await podsReady(target.namespace, ground);
	if (row.needs === 'an undone change') await written({action: 'undo'}, journal, ground);
	if (row.needs === 'a revision before') {
		const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/${target.name}`;
		const image = 'registry.example.com/shop:2';
		await ground.raw.ask('PATCH', path, {
			type: 'application/json-patch+json',
			body: [{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image}],
		});
		const isThere = ({status, metadata}: Json) => status?.observedGeneration === metadata.generation;
		for (let tries = 0; tries < 100; tries += 1) {
			if (isThere((await ground.raw.ask('GET', path)).body)) break;
			await new Promise(resolve => setTimeout(resolve, 100));
		}
	}
}

async function podsReady(namespace: string, ground: Ground): Promise<void> {
	const isReady = ({status}: Json) =>
		status?.conditions?.some(({type, status: is}: Json) => type === 'Ready' && is === 'True');
	for (let tries = 0; tries < 300; tries += 1) {
		const {body} = await ground.raw.ask('GET', `/api/v1/namespaces/${namespace}/pods`);
		if (body.items.length > 0 && body.items.every(isReady)) return;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	throw new Error(`the pods of ${namespace} do not become ready`);
}

/** Writes for once, which the proxy must see. */
async function written(command: ActionCommand, journal: Journal, ground: Ground): Promise<void> {
	ground.proxy.forget();
	const outcome = await perform(command, {
		cluster: ground.cluster,
		journal,
		clock: systemClock,
		rules: allowing,
		wait: false,
		timeoutMs: 5000,
		signal: new AbortController().signal,
		tell: () => undefined,
		confirm: async () => true,
	});
	if (outcome.end !== 'applied') throw new Error(JSON.stringify(outcome));
	if (ground.proxy.sent.every(changesNothing)) throw new Error('the proxy sees no writes');
}
