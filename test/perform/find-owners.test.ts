import {describe, expect, test} from 'vitest';
import type {Reader} from '../../source/actions/action.ts';
import type {Entry} from '../../source/journal/entry.ts';
import type {ServedResource} from '../../source/model/cluster.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {answer, type Trouble, troubled} from '../../source/model/trouble.ts';
import {findOwners} from '../../source/perform/find-owners.ts';
import {contestIn, overwrittenIn} from '../../source/perform/overwritten.ts';
import {manualClock} from '../kit/clock.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';
import {entry} from '../owners/facts.ts';

const forbidden: Trouble = {reason: 'forbidden', says: 'You may not list them.'};
const gone: Trouble = {reason: 'not-found', says: 'There is none.'};

function served(group: string, plural: string, kind: string): ServedResource {
	const resource = {group, version: 'v1', plural, kind, namespaced: true};
	return {...resource, singular: '', shortNames: [], verbs: [], subresources: []};
}

const argo = served('argoproj.io', 'applications', 'Application');
const keda = served('keda.sh', 'scaledobjects', 'ScaledObject');

type Script = {
	readonly resources?: readonly ServedResource[];
	readonly troubles?: readonly Trouble[];
	readonly discovery?: Trouble;
	/** By plural: what a list or a get answers; a trouble, or nothing ever. */
	readonly answers?: {readonly [plural: string]: readonly JsonObject[] | Trouble | 'never'};
};

/** A cluster that answers by script, and remembers what it was asked. */
function scripted({
	resources = [],
	troubles = [],
	discovery,
	answers = {},
}: Script): Reader & {asked: string[]} {
	const asked: string[] = [];
	const told = async (what: string, plural: string) => {
		asked.push(what);
		const given = answers[plural] ?? [];
		if (given === 'never') return new Promise<never>(() => {});
		return 'reason' in given
			? troubled(given as Trouble)
			: answer(given as unknown as readonly KubernetesObject[]);
	};
	return {
		asked,
		whoAmI: async () => 'jane',
		async discover() {
			asked.push('discover');
			return discovery ? troubled(discovery) : answer({resources, troubles, serverVersion: 'v1'});
		},
		list: (resource, {namespace = '*'}, selectors) =>
			told(`list ${resource.plural} ${namespace} ${selectors?.fields ?? ''}`.trim(), resource.plural),
		async get({resource, namespace, name}) {
			const found = await told(`get ${resource.plural} ${namespace}/${name}`, resource.plural);
			if (!found.ok) return found;
			return found.value[0] ? answer(found.value[0]) : troubled(gone);
		},
	};
}

const managedFields = [entry('kubectl', 'Update', '2026-01-01T10:00:00Z', {'f:spec': {'f:replicas': {}}})];
const tracked = {'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web'};

function objectOf(metadata: JsonObject = {}): KubernetesObject {
	return {
		metadata: {name: 'web', namespace: 'shop', uid: 'u1', managedFields, ...metadata},
		spec: {replicas: 3},
	} as unknown as KubernetesObject;
}

const ref = {resource: deployments, namespace: 'shop', name: 'web', uid: 'u1'};
const scaling: Step = {
	type: 'edit',
	target: ref,
	subresource: 'scale',
	guards: [],
	edits: [{at: '/spec/replicas', from: 3, to: 5}],
};
const annotating: Step = {
	type: 'edit',
	target: ref,
	guards: [],
	edits: [{at: '/spec/template/spec/containers/0/image', from: 'a', to: 'b'}],
};

function found(
	step: Step,
	object: KubernetesObject,
	reader: Reader,
	more: {clock?: ReturnType<typeof manualClock>; entries?: readonly Entry[]; plan?: Partial<Plan>} = {},
) {
	const {clock = manualClock(), entries = [], plan} = more;
	const whole = {...barePlan, steps: [step], ...plan};
	return findOwners(whole, [{ref, object}], {reader, clock, entries});
}

test('nothing of anybody is none, and known to be none', async () => {
	const reader = scripted({resources: [argo, keda]});
	expect(await found(scaling, objectOf(), reader)).toEqual({owners: [], concerns: [], areOwnersKnown: true});
	expect(reader.asked.sort()).toEqual([
		'discover',
		'list horizontalpodautoscalers shop',
		'list scaledobjects shop',
	]);
});

test('kinds that are not served are none of that kind', async () => {
	const reader = scripted({});
	expect((await found(scaling, objectOf(), reader)).areOwnersKnown).toBe(true);
	expect(reader.asked).not.toContain('list scaledobjects shop');
});

test('what has no mark and no replicas asks for nothing more', async () => {
	const reader = scripted({resources: [argo, keda]});
	expect((await found(annotating, objectOf(), reader)).areOwnersKnown).toBe(true);
	expect(reader.asked).toEqual([]);
});

describe('what could not be looked at is said, and never none', () => {
	test.each([
		[
			'autoscalers are denied',
			{resources: [keda], answers: {horizontalpodautoscalers: forbidden}},
			'Autoscalers could not be looked for: You may not list them.',
		],
		[
			'ScaledObjects are denied',
			{resources: [keda], answers: {scaledobjects: forbidden}},
			'ScaledObjects could not be looked for: You may not list them.',
		],
		[
			'discovery fails',
			{discovery: {reason: 'unreachable', says: 'The server is away.'}},
			'ScaledObjects could not be looked for: The server is away.',
		],
		[
			'the group of a kind cannot be read',
			{troubles: [{reason: 'server-error', says: 'The API group keda.sh/v1alpha1 cannot be read.'}]},
			'ScaledObjects could not be looked for: The API group keda.sh/v1alpha1 cannot be read.',
		],
	] as const)('where %s', async (_name, script, says) => {
		const {owners, concerns, areOwnersKnown} = await found(scaling, objectOf(), scripted(script as Script));
		expect(owners).toEqual([]);
		expect(concerns.map(each => each.says)).toContain(says);
		expect(areOwnersKnown).toBeUndefined();
	});

	test('where an Application is denied, its mark still tells that there is one', async () => {
		const reader = scripted({resources: [argo], answers: {applications: forbidden}});
		const {owners, areOwnersKnown} = await found(annotating, objectOf({annotations: tracked}), reader);
		expect(owners).toMatchObject([{name: 'Argo CD application shop', revertsWhen: 'at an unknown time'}]);
		expect(areOwnersKnown).toBeUndefined();
		expect(reader.asked).toContain('list applications * metadata.name=shop');
	});

	test('where the server takes too long', async () => {
		const clock = manualClock();
		const reader = scripted({resources: [keda], answers: {scaledobjects: 'never'}});
		const looking = found(scaling, objectOf(), reader, {clock});
		await new Promise(resolve => setImmediate(resolve));
		clock.advance(5000);
		const {concerns, areOwnersKnown} = await looking;
		expect(concerns.map(({says}) => says)).toEqual([
			'ScaledObjects could not be looked for: The server took longer than 5 s to answer.',
		]);
		expect(areOwnersKnown).toBeUndefined();
		expect(clock.pending).toBe(0);
	});
});

test('an object without its managers, as lists give it, is read whole', async () => {
	const {managedFields: _none, ...metadata} = objectOf().metadata;
	const slim = {...objectOf(), metadata} as unknown as KubernetesObject;
	const whole = objectOf({
		managedFields: [entry('ci', 'Apply', '2026-01-01T10:00:00Z', {'f:spec': {'f:replicas': {}}})],
	});
	const reader = scripted({answers: {deployments: [whole as JsonObject]}});
	const {concerns} = await found(scaling, slim, reader);
	expect(reader.asked).toContain('get deployments shop/web');
	expect(concerns[0]?.says).toContain('The next server-side apply by ci will conflict with this');
	const denied = await found(scaling, slim, scripted({answers: {deployments: forbidden}}));
	expect(denied.concerns[0]?.says).toBe('Who else may write it is unknown: You may not list them.');
	expect(denied.areOwnersKnown).toBeUndefined();
});

test('the escape reads nothing, and claims nothing', async () => {
	const plan = {...barePlan, steps: [annotating], isEscape: true};
	const {owners, areOwnersKnown} = await findOwners(
		plan,
		[{ref, object: objectOf({annotations: tracked})}],
		undefined,
	);
	expect(owners).toMatchObject([
		{revertsWhen: 'within seconds if it heals by itself, else at the next sync'},
	]);
	expect(areOwnersKnown).toBeUndefined();
});

test('owners that a plan brings stay, and are said once', async () => {
	const rollout = {
		name: 'Rollout web',
		evidence: 'its spec names the route',
		revertsWhen: 'at its next reconcile',
		effect: 'undone',
	} as const;
	const ownerReferences = [
		{apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'r', controller: true},
	];
	const {owners} = await found(annotating, objectOf({ownerReferences}), scripted({}), {
		plan: {owners: [rollout]},
	});
	expect(owners).toEqual([rollout]);
});

test("the record of managers is nobody else's to write back", async () => {
	const step: Step = {
		...annotating,
		edits: [{at: '/metadata/managedFields/0', from: managedFields[0]!, to: undefined}],
	};
	const object = objectOf({annotations: tracked});
	expect(await found(step, object, scripted({}))).toEqual({owners: [], concerns: [], areOwnersKnown: true});
});

function done(action: Entry['action'], at: string, to: number | string, applied = 1): Entry {
	const step: Step = {
		type: 'edit',
		target: {...ref, resource: httpRoutes},
		guards: [],
		edits: [{at, from: 1, to}],
	};
	return {action, steps: [step], applied} as unknown as Entry;
}

test.each([
	['holds what we wrote', [done('scale', '/spec/replicas', 3)], []],
	['holds another value', [done('scale', '/spec/replicas', 7)], ['/spec/replicas']],
	['holds what we wrote last', [done('scale', '/spec/replicas', 7), done('undo', '/spec/replicas', 3)], []],
	['never got what we planned', [done('scale', '/spec/replicas', 7, 0)], []],
	['was written elsewhere', [done('scale', '/spec/paused', 7)], []],
	['is kept in words only', [done('upgrade', '/spec/replicas', 'revision 3')], []],
	['was rolled back', [done('rollback', '/spec/replicas', 7)], []],
])('a field that %s', (_name, entries, at) => {
	expect(overwrittenIn(entries, 'u1', [{at: '/spec/replicas'}], objectOf())).toEqual(at);
	expect(overwrittenIn(entries, 'another', [{at: '/spec/replicas'}], objectOf())).toEqual([]);
});

const hour = 3_600_000;

function wrote(from: number, to: number, at: number, action: Entry['action'] = 'scale'): Entry {
	return {
		...done(action, '/spec/replicas', to),
		at,
		steps: [{...done(action, '/spec/replicas', to).steps[0]!, edits: [{at: '/spec/replicas', from, to}]}],
	};
}

// The object holds 3.
test.each<[string, readonly Entry[], boolean]>([
	['was replaced once', [wrote(3, 5, hour)], false],
	['was replaced twice', [wrote(3, 5, hour), wrote(3, 5, 2 * hour)], true],
	['was replaced twice, by another value each time', [wrote(2, 5, hour), wrote(4, 5, 2 * hour)], true],
	['was replaced by what it was, whatever we wrote', [wrote(3, 5, hour), wrote(3, 4, 2 * hour)], true],
	['two take further by turns', [wrote(6, 5, hour), wrote(4, 2, 2 * hour)], false],
	['was ours in between', [wrote(3, 5, hour), wrote(5, 7, 2 * hour)], false],
	['stands', [wrote(2, 5, hour), wrote(2, 3, 2 * hour)], false],
	['was taken back by ourselves', [wrote(3, 5, hour), wrote(5, 3, 2 * hour, 'undo')], false],
	['was replaced twice, long apart', [wrote(3, 5, -2 * hour), wrote(3, 5, 2 * hour)], false],
	[
		'was fought over long before',
		[wrote(3, 5, hour), wrote(3, 5, hour), wrote(3, 4, hour), wrote(4, 6, 2 * hour)],
		false,
	],
])('a value that %s: a fight %s', (_name, entries, isFight) => {
	const edits = [{at: '/spec/paused'}, {at: '/spec/replicas'}];
	const contest = contestIn(entries, 'u1', edits, objectOf(), 2.5 * hour);
	expect(contest?.at).toBe(isFight ? '/spec/replicas' : undefined);
	expect(contestIn(entries, 'another', edits, objectOf(), 2.5 * hour)).toBeUndefined();
});
