import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster, ServedResource} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Plan} from '../../source/model/plan.ts';
import {perform} from '../../source/perform/perform.ts';
import {prepare} from '../../source/perform/prepare.ts';
import {engineDialects} from '../../source/traffic/engine-splits.ts';
import {dialects} from '../../source/traffic/index.ts';
import {privateHome, sluice} from '../kit/shell.ts';
import {commandTyped, type TrafficCase, trafficCases} from '../kit/traffic-cases.ts';
import {type Json, RawApi} from './raw-api.ts';
import {asked, changed} from './workloads.ts';

// Every case of every dialect on a real API server: its objects are created,
// read, rehearsed, shifted, refused after somebody else's change, and taken
// back to the identical object. Nothing here knows any dialect.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let cluster: Cluster;
let served: readonly ServedResource[];
/** Dialects whose writing was seen on this server. */
const proved = new Set<string>();

beforeAll(async () => {
	const connected = await connect({kubeconfig: tester, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	const discovery = await cluster.discover();
	if (!discovery.ok) throw new Error(discovery.trouble.says);
	served = discovery.value.resources;
});

afterAll(() => {
	cluster.close();
	api.close();
});

const cases = trafficCases().filter(({onServer}) => onServer);

describe.each(cases)('$name', trafficCase => {
	let namespace: string;

	test('is read, shifted, guarded and taken back', async context => {
		const unserved = trafficCase.objects.find(object => resourceOf(object) === undefined);
		context.skip(unserved !== undefined, `${unserved?.apiVersion} ${unserved?.kind} is not served here`);
		namespace = await api.createNamespace('dialect');
		const uids = new Map<string, string>();
		for (const object of trafficCase.objects) await create(object, namespace, uids);
		await podsReady(trafficCase.objects, namespace);
		await expectRead(trafficCase, namespace);
		const written = runsOf(trafficCase).filter(({patches}) => patches !== undefined);
		for (const {run} of written.filter(({run}) => run.startsWith('shift ')).slice(0, 1)) {
			const {unproved} = await expectShift(commandIn(run, trafficCase, namespace), namespace);
			// A schema that is written by hand proves nothing of the dialect's own.
			if (unproved === undefined) proved.add(trafficCase.dialect);
		}
		await api.delete(`/api/v1/namespaces/${namespace}`);
	});
});

test('a dialect that nobody tried is written only where the configuration allows it by name', async context => {
	const [route] = cases.find(({name}) => name === 'openshift/two-versions')!.objects;
	context.skip(resourceOf(route!) === undefined, 'Routes are not served here');
	const namespace = await api.createNamespace('dialect');
	await create(route!, namespace);
	const home = privateHome();
	const run = ([verb, ...more]: readonly string[]) =>
		sluice([verb!, 'route.route.openshift.io/checkout', ...more, '-n', namespace, '--yes'], {
			...home.env,
			KUBECONFIG: tester,
		});
	const weights = async () => {
		const {body} = await api.get(`${pathOf(route!, namespace)}/checkout`);
		return [body.spec.to.weight, body.spec.alternateBackends[0].weight];
	};
	const shifted = ['shift', 'checkout-v2=25'];
	for (const words of [shifted, ['drain-traffic', '--to', 'checkout-v1']]) {
		const {code, said} = await run(words);
		expect(said).toContain('writeUnproved: [openshift]');
		expect(code, said).toBe(3);
	}
	expect(await weights()).toEqual([90, 10]);
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'config.yaml'), 'writeUnproved: [openshift]\n');
	expect(await run(shifted)).toMatchObject({code: 0});
	expect(await weights()).toEqual([75, 25]);
	home.remove();
	await api.delete(`/api/v1/namespaces/${namespace}`);
});

test('every dialect that is written by default was written here', () => {
	const otherwise = ['service-replicas', ...engineDialects.map(({name}) => name)];
	const owed = dialects.filter(({name, unproved}) => unproved === undefined && !otherwise.includes(name));
	expect(owed.map(({name}) => name).filter(name => !proved.has(name))).toEqual([]);
});

function resourceOf({apiVersion = '', kind}: KubernetesObject): ServedResource | undefined {
	const [version, group = ''] = apiVersion.split('/').reverse();
	return served.find(each => each.group === group && each.version === version && each.kind === kind);
}

function pathOf(object: KubernetesObject, namespace: string): string {
	const {group, version, plural} = resourceOf(object)!;
	return `${group === '' ? '/api' : `/apis/${group}`}/${version}/namespaces/${namespace}/${plural}`;
}

/**
 * As the file has it but for what a server gives; a status is written as the controller would that is not here.
 * Keeps by the file's uid the one that was given: what an absent owner owns is soon collected as garbage.
 */
async function create(
	object: KubernetesObject,
	namespace: string,
	uids: Map<string, string> = new Map(),
): Promise<void> {
	const {metadata, status: reported, ...rest} = moved(object, namespace);
	const {uid, generation: _generation, ownerReferences, ...named} = metadata as Json;
	const owners = ownerReferences?.map((owner: Json) => ({...owner, uid: uids.get(owner.uid) ?? owner.uid}));
	const {status, body} = await api.create(pathOf(object, namespace), {
		...rest,
		metadata: {...named, ...(owners && {ownerReferences: owners})},
	});
	expect(status, `${object.kind} ${metadata.name}: ${JSON.stringify(body)}`).toBe(201);
	if (uid !== undefined) uids.set(uid, body.metadata.uid);
	if (reported === undefined || isRunHere(object)) return;
	const path = `${pathOf(object, namespace)}/${metadata.name}/status`;
	const answered = await api.patch(path, {status: reported}, 'merge-patch');
	expect(answered.status, JSON.stringify(answered.body)).toBe(200);
}

/** The control plane's own controllers report on these. */
function isRunHere({apiVersion = ''}: KubernetesObject): boolean {
	return apiVersion === 'v1' || apiVersion.startsWith('apps/');
}

/** The same with the namespace of the run wherever the file names its own. */
function moved<Value>(value: Value, namespace: string): Value {
	return JSON.parse(
		JSON.stringify(value)
			.replaceAll('"namespace":"shop"', `"namespace":"${namespace}"`)
			.replaceAll('"shop/', `"${namespace}/`)
			.replaceAll('.shop.svc', `.${namespace}.svc`),
	);
}

async function podsReady(objects: readonly KubernetesObject[], namespace: string): Promise<void> {
	for (const object of objects.filter(({kind}) => kind === 'Deployment')) {
		const path = `${pathOf(object, namespace)}/${object.metadata.name}`;
		await api.until(path, ({spec, status}) => spec.replicas === (status.readyReplicas ?? 0));
	}
}

/** The fields of the contract that do not depend on who runs the pods. */
async function expectRead({dialect, expectedFile}: TrafficCase, namespace: string): Promise<void> {
	const home = privateHome();
	const {code, out} = await sluice(['get', 'splits', '-o', 'json', '-n', namespace], {
		...home.env,
		KUBECONFIG: tester,
	});
	home.remove();
	const expected = JSON.parse(readFileSync(expectedFile, 'utf8')).splits;
	expect(code).toBe(expected.length > 0 ? 0 : code);
	const splits = expected.length > 0 ? JSON.parse(out).splits : [];
	const ours = (each: Json) => each.dialect === dialect;
	expect(splits.filter(ours).map(readable), dialect).toEqual(
		moved(expected, namespace).filter(ours).map(readable),
	);
}

function readable({apiVersion, kind, name, rule, match, total, backends}: Json): Json {
	return {
		apiVersion,
		kind,
		name,
		rule,
		match,
		total,
		backends: backends.map(({name, kind, role, share}: Json) => ({name, kind, role, share})),
	};
}

function runsOf({expectedFile}: TrafficCase): ReadonlyArray<{run: string; patches?: unknown}> {
	return JSON.parse(readFileSync(expectedFile, 'utf8')).runs;
}

function commandIn(run: string, {objects}: TrafficCase, namespace: string): ActionCommand {
	return moved(commandTyped(run, objects), namespace);
}

async function expectShift(command: ActionCommand, namespace: string): Promise<Plan> {
	const journal = memoryJournal();
	const sources = {cluster, journal, clock: systemClock};
	const prepared = await prepare(command, sources);
	if (!('plan' in prepared)) throw new Error(JSON.stringify(prepared));
	const {plan} = prepared;
	const before = await written(plan);
	for (const step of plan.steps) expect(await cluster.rehearse(step)).toMatchObject({ok: true});
	expect(await written(plan), 'a dry run changes nothing').toEqual(before);
	await done(command, journal);
	const after = await written(plan);
	for (const [index, step] of plan.steps.entries()) {
		const values = Object.fromEntries(step.edits.map(({at, to}) => [at, to as Json]));
		expect(asked(after[index])).toEqual(changed(asked(before[index]), values));
		// What was read before the change is no longer so: the same patch must not go through again.
		expect(await cluster.rehearse(step)).toMatchObject({ok: false, trouble: {reason: 'guard-failed'}});
	}
	await done({action: 'undo'}, journal);
	expect((await written(plan)).map(asked), `undone in ${namespace}`).toEqual(before.map(asked));
	return plan;
}

function written({steps}: Plan): Promise<Json[]> {
	return Promise.all(
		steps.map(async ({target}) => {
			const read = await cluster.get(target);
			if (!read.ok) throw new Error(read.trouble.says);
			return read.value as Json;
		}),
	);
}

async function done(command: ActionCommand, journal: ReturnType<typeof memoryJournal>): Promise<void> {
	const outcome = await perform(command, {
		cluster,
		journal,
		clock: systemClock,
		// What nobody tried on its own router is held to the server all the same.
		rules: {
			readOnly: false,
			isProduction: false,
			contextName: 'test',
			writeUnproved: dialects.map(({name}) => name),
		},
		// Who would report that it has settled is not here.
		wait: false,
		timeoutMs: 20_000,
		signal: new AbortController().signal,
		tell: () => undefined,
		confirm: async () => true,
	});
	expect(outcome, JSON.stringify(outcome)).toMatchObject({end: 'applied'});
}
