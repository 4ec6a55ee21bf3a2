import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Rules} from '../../source/gateway/decide.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Telling} from '../../source/model/telling.ts';
import {answer, troubled} from '../../source/model/trouble.ts';
import {eventKind, plainRules, refusedBy, startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

/** A context that asks for Events: the cluster itself tells of each change, on the object that was changed. */
let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const rules: Rules = {...plainRules, events: true};
const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const checkout = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};

async function ours(namespace: string, name: string) {
	const listed = await world.cluster.list(eventKind, {namespace}, {fields: `involvedObject.name=${name}`});
	if (!listed.ok) throw new Error(listed.trouble.says);
	return listed.value.filter(event => event.reportingComponent === 'sluice');
}

function announced(told: readonly Telling[]): string[] {
	return told.flatMap(each => (each.type === 'announced' ? [each.says] : []));
}

let replicas: number;
beforeEach(async () => {
	replicas = (await world.read(nginx, '/spec/replicas')) as number;
});

test('one Event tells who, what, from what to what and why, once it is written', async () => {
	const {outcome, told} = await world.run(
		{action: 'scale', target: nginx, replicas: replicas + 2},
		{rules, reason: () => 'black friday'},
	);
	const planned = told.find(each => each.type === 'planned');
	expect(planned?.plan.announcements).toMatchObject([{reason: 'Scaled', about: {name: 'nginx-deployment'}}]);
	expect(outcome.end).toBe('settled');
	expect(announced(told)).toEqual(['Event Scaled written on Deployment default/nginx-deployment.']);
	const events = await ours('default', 'nginx-deployment');
	expect(events).toHaveLength(1);
	expect(events[0]).toMatchObject({
		reason: 'Scaled',
		action: 'scale',
		type: 'Normal',
		involvedObject: {kind: 'Deployment', apiVersion: 'apps/v1', uid: expect.stringMatching(/./)},
		reportingInstance: `sluice-${world.entries().at(-1)!.id}`,
	});
	const message = String(events[0]!.message);
	expect(message).toMatch(/^demo: Scale Deployment default\/nginx-deployment/);
	expect(message).toContain(`${replicas} replicas -> ${replicas + 2} replicas`);
	expect(message).toMatch(/Reason: black friday$/);
	expect(world.entries().at(-1)).toMatchObject({
		reason: 'black friday',
		events: ['Event Scaled written on Deployment default/nginx-deployment.'],
	});
	const undone = await world.run({action: 'undo'}, {rules});
	expect(undone.outcome.end).toBe('settled');
	expect((await ours('default', 'nginx-deployment')).map(event => event.reason)).toEqual([
		'Scaled',
		'Undone',
	]);
});

test('none is written where the context does not ask, where it is read-only, or where the change was refused', async () => {
	const before = (await ours('default', 'nginx-deployment')).length;
	const command = {action: 'scale', target: nginx, replicas: replicas + 1} as const;
	expect((await world.run(command)).outcome.end).toBe('settled');
	await world.run({action: 'undo'});
	const readOnly = await world.run(command, {rules: {...rules, readOnly: true}});
	expect(refusedBy(readOnly.outcome)).toBe('read-only');
	expect(refusedBy((await world.run({...command, replicas: -1}, {rules})).outcome)).not.toBe('settled');
	expect((await world.run(command, {rules, confirm: async () => false})).outcome.end).toBe('cancelled');
	expect(await ours('default', 'nginx-deployment')).toHaveLength(before);
});

const denying: Partial<Cluster> = {
	may: async ({verb}) => answer({isAllowed: verb !== 'create', because: 'no rule allows it'}),
	announce: async () => troubled({reason: 'forbidden', says: 'You may not create events.'}),
};

test('who may write none is told before, and the change goes on without', async () => {
	const cluster = {...world.cluster, ...denying};
	const {outcome, told} = await world.run(
		{action: 'scale', target: nginx, replicas: replicas + 1},
		{rules, cluster},
	);
	const planned = told.find(each => each.type === 'planned');
	expect(planned?.plan.announcements).toEqual([]);
	expect(planned?.plan.concerns).toContainEqual({
		says: 'No Event will tell of this: you may not create events in default.',
	});
	expect(outcome).toMatchObject({end: 'settled'});
	expect(announced(told)).toEqual([]);
	await world.run({action: 'undo'});
});

test('one that is refused after all is said, and changes nothing else', async () => {
	const cluster = {...world.cluster, announce: denying.announce!};
	const {outcome, told} = await world.run(
		{action: 'scale', target: nginx, replicas: replicas + 1},
		{rules, cluster},
	);
	expect(outcome.end).toBe('settled');
	expect(announced(told)).toEqual([
		'No Event was written on Deployment default/nginx-deployment: You may not create events.',
	]);
	expect(world.entries().at(-1)).toMatchObject({end: 'settled', applied: 1});
	await world.run({action: 'undo'});
});

test('one that a server failed at may be there all the same, and is not said not to be', async () => {
	const trouble = {reason: 'server-error', says: 'The server failed (500).', status: 500} as const;
	const cluster = {...world.cluster, announce: async () => ({ok: false, trouble}) as const};
	const {told} = await world.run({action: 'scale', target: nginx, replicas: replicas + 1}, {rules, cluster});
	expect(announced(told)).toEqual([
		'Whether an Event was written on Deployment default/nginx-deployment is unknown: The server failed (500).',
	]);
	await world.run({action: 'undo'});
});

test('one that hangs holds no outcome up, and is told of once it is known', async () => {
	let written = () => {};
	const hanging: Cluster = {
		...world.cluster,
		announce: (...announcement) =>
			new Promise(resolve => {
				written = () => resolve(world.cluster.announce(...announcement));
			}),
	};
	const told: Telling[] = [];
	let isOver = false;
	const ended = new Promise<void>(resolve => {
		const tell = (telling: Telling) => {
			told.push(telling);
			if (telling.type === 'ended') resolve();
		};
		const command = {action: 'scale', target: nginx, replicas: replicas + 1} as const;
		void world.run(command, {rules, cluster: hanging, tell}).then(() => {
			isOver = true;
		});
	});
	await ended;
	expect(told.at(-1)).toMatchObject({outcome: {end: 'settled'}});
	expect(world.entries().at(-1)).toMatchObject({end: 'settled', applied: 1});
	await new Promise(resolve => setTimeout(resolve, 50));
	expect([isOver, announced(told)]).toEqual([false, []]);
	written();
	await expect.poll(() => isOver).toBe(true);
	expect(announced(told)).toEqual(['Event Scaled written on Deployment default/nginx-deployment.']);
	expect(world.entries().at(-1)?.events).toEqual(announced(told));
	await world.run({action: 'undo'});
});

test('whoever is told to stop waits for no Event, and is told that it is unknown', async () => {
	const stopping = new AbortController();
	const cluster: Cluster = {...world.cluster, announce: () => new Promise(() => {})};
	const told: Telling[] = [];
	const tell = (telling: Telling) => {
		told.push(telling);
		if (telling.type === 'ended') stopping.abort();
	};
	const command = {action: 'scale', target: nginx, replicas: replicas + 1} as const;
	await world.run(command, {rules, cluster, tell, signal: stopping.signal});
	expect(announced(told)).toEqual([
		'Whether an Event was written on Deployment default/nginx-deployment is unknown: the server has not answered yet.',
	]);
	await world.run({action: 'undo'});
});

test('the escape asks nothing about Events beforehand, and announces itself after', async () => {
	const asked: string[] = [];
	const cluster: Cluster = {
		...world.cluster,
		may(question) {
			asked.push(question.verb);
			return world.cluster.may(question);
		},
	};
	const {outcome} = await world.run(
		{action: 'drain-traffic', target: checkout, rule: 'cards', to: 'checkout-champion'},
		{rules: {...rules, reason: 'required'}, cluster},
	);
	expect(outcome.end).toBe('settled');
	expect(asked).not.toContain('create');
	expect((await ours('shop', 'checkout')).map(event => event.reason)).toEqual(['Drained']);
});

test("a plan's Events go out with its own permit only", async () => {
	const {told} = await world.run(
		{action: 'scale', target: nginx, replicas: replicas + 1},
		{rules, confirm: async () => false},
	);
	const permit = told.flatMap(each => (each.type === 'permitted' ? [each.permit] : []))[0]!;
	const says = {id: 'x', at: 0, says: ''};
	const [announcement] = permit.plan.announcements!;
	await expect(world.cluster.announce({...permit}, announcement!, says)).rejects.toThrow('issued');
	await expect(world.cluster.announce(permit, {...announcement!}, says)).rejects.toThrow('another plan');
});

test('a demanded reason that nobody gives refuses the change, and not the escape', async () => {
	const command = {action: 'scale', target: nginx, replicas: replicas + 1} as const;
	const demanding: Rules = {...plainRules, reason: 'required'};
	const refused = await world.run(command, {rules: demanding, reason: () => '  '});
	expect(refusedBy(refused.outcome)).toBe('no-reason');
	expect(await world.read(nginx, '/spec/replicas')).toBe(replicas);
	expect((await world.run(command, {rules: demanding, reason: () => 'why'})).outcome.end).toBe('settled');
	expect(refusedBy((await world.run({action: 'undo'}, {rules: demanding})).outcome)).toBe('no-reason');
	await world.run({action: 'undo'}, {rules: demanding, reason: () => 'back'});
});
