import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {hold} from '../../source/actions/hold.ts';
import {actions} from '../../source/actions/index.ts';
import {release} from '../../source/actions/release.ts';
import {engines} from '../../source/engines/index.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {heldText} from '../../source/model/held.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import {holders} from '../../source/owners/holders.ts';
import {eventReasons} from '../../source/plan/event-reasons.ts';
import {sayUndo, undoWords} from '../../source/plan/undo-words.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {bench, now} from '../engines/read-fixture.ts';
import {podKind, startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

/** What every action there is says before it is confirmed about being taken back: plans made as operators make them. */
let world: Awaited<ReturnType<typeof startPerforming>>;
const plans: Plan[] = [];

const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const checkout = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};

const node = {
	resource: {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false},
	namespace: '',
	name: 'node-3',
};

const onCluster: readonly ActionCommand[] = [
	{action: 'scale', target: nginx, replicas: 7},
	{action: 'upgrade', target: nginx, image: 'nginx:1.9.1'},
	{action: 'rollback', target: nginx},
	{action: 'restart', target: nginx},
	{action: 'pause', target: nginx},
	{action: 'resume', target: nginx},
	{
		action: 'shift',
		target: checkout,
		rule: 'cards',
		percents: [{backend: 'checkout-challenger', percent: 44}],
	},
	{action: 'choose-champion', target: checkout, backend: 'checkout-challenger'},
	{action: 'swap', target: checkout, rule: 'cards'},
	{action: 'hand-back', target: checkout},
	{action: 'drain-traffic', target: checkout, rule: 'cards'},
	{action: 'undo'},
	{action: 'redo'},
	{action: 'cordon', target: node},
	{action: 'uncordon', target: node},
	{action: 'port-forward', target: nginx, local: 0, remote: '80'},
	{action: 'drain-node', target: node, force: true, deleteEmptyDirData: true},
	{
		action: 'do',
		objective: 'edit-notebook',
		values: {name: 'lab', image: 'quay.io/jupyter/minimal-notebook'},
		namespace: 'default',
	},
	{action: 'open-notebook', target: {...nginx, name: 'lab'}},
	{action: 'stop-notebook', target: {...nginx, name: 'lab'}},
];

/** Once something scales it by itself. */
const whenScaled: readonly ActionCommand[] = [
	{action: 'scale-bounds', target: nginx, max: 9},
	{action: 'delete', target: nginx},
];

beforeAll(async () => {
	world = await startPerforming();
	for (const command of onCluster) await collect(command);
	await collect({
		action: 'do',
		objective: 'deploy',
		values: {name: 'made', image: 'nginx:1.27', replicas: '0'},
		namespace: 'default',
	});
	const pods = await world.cluster.list(podKind, {namespace: 'default'});
	if (!pods.ok) throw new Error(pods.trouble.says);
	await collect({action: 'exec', target: {...nginx, resource: podKind, name: pods.value[0]!.metadata.name}});
	await autoscaled(nginx.name);
	for (const command of whenScaled) await collect(command);
	plans.push(...leverPlans(), ...holdPlans());
}, 60_000);

afterAll(() => world.stop());

async function collect(command: ActionCommand): Promise<void> {
	const {told} = await world.run(command);
	plans.push(...told.flatMap(each => (each.type === 'planned' ? [each.plan] : [])));
}

/** Has its bounds to be set. */
async function autoscaled(name: string): Promise<void> {
	const api = connectRaw(world.demo.kubeconfig);
	const scaleTargetRef = {apiVersion: 'apps/v1', kind: 'Deployment', name};
	const {status} = await api.ask('POST', '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers', {
		body: {metadata: {name}, spec: {scaleTargetRef, minReplicas: 1, maxReplicas: 8}},
	});
	api.close();
	expect(status).toBe(201);
}

/** Every lever of every engine, on every object it was ever seen to leave behind. */
function leverPlans(): Plan[] {
	return engines.flatMap(engine => {
		const names = readdirSync(join(import.meta.dirname, '../fixtures/engines', engine.name));
		const {object, pull} = bench(engine, 'v1');
		return names
			.filter(name => name !== 'analysis-run.json' && name !== 'experiment.json')
			.map(name => object(name.replace('.json', '')))
			.flatMap(each =>
				Object.keys(engine.levers).map(lever =>
					pull(lever as keyof typeof engine.levers, each, {}, {step: 2}),
				),
			)
			.filter(answer => !isRefusal(answer)) as Plan[];
	});
}

function holdPlans(): Plan[] {
	const holder = holders.find(({plural}) => plural === 'applications')!;
	const resource = {
		group: holder.group,
		version: 'v1',
		plural: 'applications',
		kind: 'Application',
		namespaced: true,
	};
	const ref = {resource, namespace: 'gitops', name: 'shop', uid: 'o1'};
	const facts = (annotations: object, spec: object) => ({
		ref: {...checkout, uid: 'u1'},
		holding: [
			{
				holder,
				resource,
				ref,
				object: {metadata: {...ref, annotations}, spec, status: {}} as unknown as KubernetesObject,
			},
		],
		elsewhere: [],
		unknown: [],
		who: 'jane',
		now,
	});
	const former = {prune: true, selfHeal: true};
	const held = {'sluice.dev/held': heldText({who: 'jane', since: now, until: now + 1, former})};
	const made = [
		hold.plan(
			{action: 'hold', target: checkout, forMs: 60_000},
			facts({}, {syncPolicy: {automated: former}}),
		),
		release.plan({action: 'release', target: checkout}, facts(held, {syncPolicy: {}})),
	];
	return made.filter(each => !isRefusal(each)) as Plan[];
}

test('every action of the registry, undo and redo were planned', () => {
	const planned = new Set(plans.map(({action}) => action));
	const all = [...actions.map(({name}) => name), 'undo', 'redo'];
	expect(all.filter(name => !planned.has(name as Plan['action']))).toEqual([]);
	expect(Object.keys(eventReasons).sort(), 'and has a word for its Event').toEqual(all.sort());
});

test('each says that it is reversed, removed, compensated or not at all, and how, or why not', () => {
	for (const {action, undo, steps} of plans) {
		const says = sayUndo(undo, 'sluice undo puts the former values back.');
		expect(says, action).toMatch(/^(reversed|removed|compensated|not at all): \S.{5,}/);
		expect(Object.keys(undoWords)).toContain(undo.way);
		// What is reversed has a former value for everything it writes.
		if (undo.way === 'swap') expect(steps.every(({edits}) => edits.length > 0)).toBe(true);
	}
});
