import {expect, test} from 'vitest';
import {drainTraffic} from '../../source/actions/drain-traffic.ts';
import type {SplitFacts} from '../../source/actions/gather-splits.ts';
import {restart} from '../../source/actions/restart.ts';
import {rollback} from '../../source/actions/rollback.ts';
import {scale} from '../../source/actions/scale.ts';
import {shift} from '../../source/actions/shift.ts';
import {upgrade} from '../../source/actions/upgrade.ts';
import {recordedStep} from '../../source/journal/fold.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import {revisionsOf} from '../../source/model/revisions.ts';
import type {Split} from '../../source/model/split.ts';
import {kubectlText} from '../../source/plan/kubectl.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {deployments} from '../kit/resources.ts';
import {splitOf} from '../kit/splits.ts';

const target = {resource: deployments, namespace: 'shop', name: 'web'};

function deployment(spec: object, metadata: object = {}): KubernetesObject {
	const template = {metadata: {}, spec: {containers: [{name: 'app', image: 'web:1'}]}};
	return {
		metadata: {name: 'web', namespace: 'shop', uid: 'u1', generation: 4, ...metadata},
		spec: {replicas: 3, template, ...spec},
	} as unknown as KubernetesObject;
}

function planned(answer: Plan | Refusal): Plan {
	if (isRefusal(answer)) throw new Error(`refused: ${answer.says}`);
	return answer;
}

function refused(answer: Plan | Refusal): string {
	return isRefusal(answer) ? answer.refused : 'planned';
}

test.each([
	['up', 2, 'Deployment shop/web asks for 3 replicas now: 2 would be fewer.', 'do scale-down web to=2'],
	['down', 4, 'Deployment shop/web asks for 3 replicas now: 4 would be more.', 'do scale-up web to=4'],
] as const)('scaling %s never goes the other way', (way, replicas, says, hint) => {
	const facts = {object: deployment({})};
	expect(scale.plan({action: 'scale', target, replicas, way}, facts)).toMatchObject({
		says,
		hint: expect.stringContaining(hint),
	});
	const meant = scale.plan({action: 'scale', target, replicas: way === 'up' ? 4 : 2, way}, facts);
	expect(planned(meant).steps).toHaveLength(1);
});

test('scaling patches the scale subresource, guarded by uid and the number as read', () => {
	const plan = planned(scale.plan({action: 'scale', target, replicas: 5}, {object: deployment({})}));
	expect(plan.says).toBe('Scale Deployment shop/web from 3 to 5');
	expect(plan.steps[0]?.subresource).toBe('scale');
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'u1'},
		{op: 'test', path: '/spec/replicas', value: 3},
		{op: 'add', path: '/spec/replicas', value: 5},
	]);
});

test('a Rollout that leaves its number out has one pod, and leaves it out again once it is undone', () => {
	const rollouts = {
		...deployments,
		group: 'argoproj.io',
		version: 'v1alpha1',
		plural: 'rollouts',
		kind: 'Rollout',
	};
	const facts = {object: deployment({replicas: undefined}), isUnset: true} as const;
	const scaled = (replicas: number) =>
		planned(scale.plan({action: 'scale', target: {...target, resource: rollouts}, replicas}, facts));
	const plan = scaled(5);
	expect(plan.says).toBe('Scale Rollout shop/web from 1 to 5');
	expect(plan.steps[0]?.subresource).toBeUndefined();
	expect(patchOf(plan.steps[0]!).slice(1)).toEqual([
		{op: 'test', path: '/spec/replicas', value: null},
		{op: 'add', path: '/spec/replicas', value: 5},
	]);
	expect(patchOf(undoSteps(plan.steps)[0]!).at(-1)).toEqual({op: 'remove', path: '/spec/replicas'});
	expect(plan.blast).toBeUndefined();
	expect(scaled(0).blast).toEqual({word: 'web', says: 'Rollout shop/web will have no pod left.'});
});

test.each([
	[-1, 'usage'],
	[2.5, 'usage'],
	[Number.NaN, 'usage'],
	[3, 'nothing-to-do'],
	[1001, 'out-of-bounds'],
	[1_000_000, 'out-of-bounds'],
	[1000, 'planned'],
	[0, 'planned'],
])('scaling 3 replicas to %s is %s', (replicas, answer) => {
	expect(refused(scale.plan({action: 'scale', target, replicas}, {object: deployment({})}))).toBe(answer);
});

test('a target recreated since it was shown is refused as stale', () => {
	const pinned = {...target, uid: 'older'};
	expect(refused(scale.plan({action: 'scale', target: pinned, replicas: 5}, {object: deployment({})}))).toBe(
		'stale',
	);
	expect(
		refused(upgrade.plan({action: 'upgrade', target: pinned, image: 'web:2'}, {object: deployment({})})),
	).toBe('stale');
	expect(refused(restart.plan({action: 'restart', target: pinned}, {object: deployment({}), now: 0}))).toBe(
		'stale',
	);
});

const several = {
	template: {
		spec: {
			containers: [
				{name: 'app', image: 'web:1', env: [{name: 'PASSWORD', value: 'secret'}]},
				{name: 'proxy', image: 'proxy:7'},
			],
		},
	},
};

test('upgrading names one container of several, and its patch holds no environment', () => {
	const plan = planned(
		upgrade.plan(
			{action: 'upgrade', target, container: 'proxy', image: 'proxy:8'},
			{object: deployment(several)},
		),
	);
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'u1'},
		{op: 'test', path: '/spec/template/spec/containers/1/name', value: 'proxy'},
		{op: 'test', path: '/spec/template/spec/containers/1/image', value: 'proxy:7'},
		{op: 'add', path: '/spec/template/spec/containers/1/image', value: 'proxy:8'},
	]);
	expect(JSON.stringify(plan)).not.toContain('secret');
});

test.each([
	[{image: 'web:2'}, 'usage'],
	[{image: 'web:2', container: 'nope'}, 'not-found'],
	[{image: 'web:1', container: 'app'}, 'nothing-to-do'],
	[{image: 'Web:2', container: 'app'}, 'usage'],
	[{image: 'web 2', container: 'app'}, 'usage'],
	[{image: '', container: 'app'}, 'usage'],
	[{image: 'web:', container: 'app'}, 'usage'],
	[{image: 'web:2', container: 'app'}, 'planned'],
	[{image: ':2', container: 'app'}, 'planned'],
	[{image: ':1', container: 'app'}, 'nothing-to-do'],
	[{image: ':', container: 'app'}, 'usage'],
	[{image: '2', container: 'app'}, 'usage'],
	[{image: 'v1.2', container: 'app'}, 'usage'],
	[{image: '7.13.0-rc1', container: 'app'}, 'usage'],
	[{image: 'docker.io/library/7.13.0', container: 'app'}, 'planned'],
	[{image: '3scale', container: 'app'}, 'planned'],
	[{image: `host:5000/team/web:2@sha256:${'a'.repeat(64)}`, container: 'app'}, 'planned'],
])('upgrading to %o is %s', (input, answer) => {
	expect(refused(upgrade.plan({action: 'upgrade', target, ...input}, {object: deployment(several)}))).toBe(
		answer,
	);
});

const running = (image: string) => deployment({template: {spec: {containers: [{name: 'app', image}]}}});

test.each([
	['registry.example.com/storefront:7.3.0', 'registry.example.com/storefront:7.13.0'],
	['registry.example.com:5000/storefront', 'registry.example.com:5000/storefront:7.13.0'],
	[`storefront:7.3.0@sha256:${'a'.repeat(64)}`, 'storefront:7.13.0'],
])('a bare tag is for the repository of %s', (present, image) => {
	const plan = planned(
		upgrade.plan({action: 'upgrade', target, image: ':7.13.0'}, {object: running(present)}),
	);
	expect(plan.lines).toMatchObject([{from: present, to: image}]);
	expect(patchOf(plan.steps[0]!).at(-1)).toMatchObject({op: 'add', value: image});
	expect(plan.settledWhen).toMatchObject([{values: [{is: image}]}]);
});

test('a bare version is refused with both its readings', () => {
	const present = 'registry.example.com/storefront:7.3.0';
	expect(upgrade.plan({action: 'upgrade', target, image: '7.13.0'}, {object: running(present)})).toEqual({
		refused: 'usage',
		says: '7.13.0 would be an image of that name from the default registry. Type :7.13.0 for the tag of registry.example.com/storefront, or docker.io/library/7.13.0 if you mean that.',
	});
});

test('restarting adds the annotation where there are none, and cannot be undone', () => {
	const plan = planned(
		restart.plan({action: 'restart', target}, {object: deployment({}), now: Date.UTC(2026, 0, 2)}),
	);
	expect(patchOf(plan.steps[0]!).map(({op, path}) => [op, path])).toEqual([
		['test', '/metadata/uid'],
		['test', '/spec/template/metadata/annotations'],
		['add', '/spec/template/metadata/annotations'],
		['add', '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt'],
	]);
	expect(plan.undo.way).toBe('none');
	expect(
		refused(restart.plan({action: 'restart', target}, {object: deployment({paused: true}), now: 0})),
	).toBe('guarded');
});

function replicaSet(revision: number, image: string, owner = 'u1'): KubernetesObject {
	return {
		metadata: {
			name: `web-${revision}`,
			uid: `rs${revision}`,
			annotations: {'deployment.kubernetes.io/revision': String(revision)},
			ownerReferences: [
				{apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner, controller: true},
			],
		},
		spec: {
			template: {
				metadata: {labels: {app: 'web', 'pod-template-hash': 'x'}},
				spec: {containers: [{name: 'app', image}]},
			},
		},
	} as unknown as KubernetesObject;
}

function rollBack(toRevision: number | undefined, spec: object = {}) {
	const object = deployment(spec, {annotations: {'deployment.kubernetes.io/revision': '3'}});
	const revisions = revisionsOf(object, [
		replicaSet(3, 'web:3'),
		replicaSet(1, 'web:1'),
		replicaSet(2, 'web:2'),
		replicaSet(9, 'x', 'other'),
	]);
	return rollback.plan({action: 'rollback', target, toRevision}, {object, revisions});
}

test('rolling back goes to the revision before the present one, without the hash, and undoes by rolling back', () => {
	const plan = planned(rollBack(undefined));
	expect(plan.lines[0]).toMatchObject({from: 'revision 3 (web:3)', to: 'revision 2 (web:2)'});
	expect(plan.steps[0]?.edits[0]?.to).toEqual({
		metadata: {labels: {app: 'web'}},
		spec: {containers: [{name: 'app', image: 'web:2'}]},
	});
	expect(plan.undo).toMatchObject({way: 'compensate', command: {action: 'rollback', toRevision: 3}});
});

test.each([
	[1, {}, 'planned'],
	[7, {}, 'not-found'],
	[9, {}, 'not-found'],
	[2, {paused: true}, 'guarded'],
	[
		2,
		{template: {metadata: {labels: {app: 'web'}}, spec: {containers: [{name: 'app', image: 'web:2'}]}}},
		'nothing-to-do',
	],
])('rolling back to %s with %o is %s', (toRevision, spec, answer) => {
	expect(refused(rollBack(toRevision, spec))).toBe(answer);
});

const route = {resource: splitOf({a: 1}).ref.resource, namespace: 'shop', name: 'checkout'};

function facts(...splits: Split[]): SplitFacts {
	const object = {
		metadata: {name: 'checkout', namespace: 'shop', uid: 'route-uid'},
	} as unknown as KubernetesObject;
	return {target: route, object, splits, parts: new Map(), deployments: []};
}

test('a shift guards the whole list as read, and edits only the numbers that change', () => {
	const split = splitOf({a: 20, b: 30, c: 50});
	const percents = [
		{backend: 'a', percent: 25},
		{backend: 'b', percent: 25},
	];
	const plan = planned(shift.plan({action: 'shift', target: route, percents}, facts(split)));
	expect(plan.steps[0]?.guards).toEqual([{at: '/spec/rules/0/backendRefs', is: split.guards[0]?.is}]);
	expect(plan.steps[0]?.edits.map(edit => [edit.at, edit.from, edit.to])).toEqual([
		['/spec/rules/0/backendRefs/0/weight', 20, 25],
		['/spec/rules/0/backendRefs/1/weight', 30, 25],
	]);
});

test.each([
	[
		'a share that stands as expected',
		{percents: [{backend: 'b', percent: 20}], expect: [{backend: 'b', percent: 10}]},
		'planned',
	],
	[
		'a share that does not',
		{percents: [{backend: 'b', percent: 20}], expect: [{backend: 'b', percent: 11}]},
		'stale',
	],
	['the same again', {percents: [{backend: 'b', percent: 10}]}, 'nothing-to-do'],
	['a backend that is not there', {percents: [{backend: 'z', percent: 10}]}, 'usage'],
	['a rule that is not there', {rule: 'nope', percents: [{backend: 'b', percent: 20}]}, 'not-found'],
])('shifting: %s is answered', (_name, input, answer) => {
	expect(
		refused(shift.plan({action: 'shift', target: route, ...input}, facts(splitOf({a: 90, b: 10})))),
	).toBe(answer);
});

test('an object with several rules asks which one, and one without a split says so', () => {
	const split = splitOf({a: 90, b: 10});
	const command = {action: 'shift', target: route, percents: [{backend: 'b', percent: 20}]} as const;
	expect(refused(shift.plan(command, facts(split, {...split, rule: 'cards'})))).toBe('usage');
	expect(refused(shift.plan(command, facts()))).toBe('not-found');
	expect(refused(shift.plan(command, facts({...split, lockedBecause: 'odd'})))).toBe('guarded');
});

test('raising a backend without ready pods is a concern', () => {
	const split = splitOf({a: 90, b: 10}, {pods: {ready: 0, wanted: 1}});
	const plan = planned(
		shift.plan({action: 'shift', target: route, percents: [{backend: 'b', percent: 50}]}, facts(split)),
	);
	expect(plan.concerns[0]?.says).toContain('no ready pod');
});

const known = {roleFrom: 'mark'} as const;

test('only lowering a marked challenger is an escape; weights alone arm nothing', () => {
	const lower = {action: 'shift', target: route, percents: [{backend: 'b', percent: 5}]} as const;
	expect(planned(shift.plan(lower, facts(splitOf({a: 90, b: 10}, known)))).isEscape).toBe(true);
	expect(planned(shift.plan(lower, facts(splitOf({a: 90, b: 10})))).isEscape).toBe(false);
	const raise = {...lower, percents: [{backend: 'b', percent: 15}]};
	expect(planned(shift.plan(raise, facts(splitOf({a: 90, b: 10}, known)))).isEscape).toBe(false);
});

test('draining writes every rule in one step, guards identities only, and keeps the sum', () => {
	const split = splitOf({a: 90, b: 10}, known);
	const plan = planned(
		drainTraffic.plan({action: 'drain-traffic', target: route}, facts(split, {...split, rule: 'cards'})),
	);
	expect(plan.isEscape).toBe(true);
	expect(plan.steps).toHaveLength(1);
	expect(plan.steps[0]?.guards.map(guard => [guard.at, guard.is])).toContainEqual([
		'/spec/rules/0/backendRefs/1/name',
		'b',
	]);
	expect(plan.steps[0]?.edits.slice(0, 2).map(edit => edit.to)).toEqual([100, 0]);
});

test('where a dialect cannot close them, a drain names the ways around it, and none that it closes itself', () => {
	const also = [
		{says: 'a copy goes to b', reaches: 'b'},
		{says: 'a passes some on to c', reaches: 'c', through: 'a'},
		{says: 'b passes some on to c', reaches: 'c', through: 'b'},
	];
	const plan = planned(
		drainTraffic.plan(
			{action: 'drain-traffic', target: route, to: 'a'},
			facts({...splitOf({a: 90, b: 10}), dialect: 'contour', also}),
		),
	);
	expect(plan.concerns.map(({says}) => says)).toEqual([
		'Not drained by this: a copy goes to b.',
		'Not drained by this: a passes some on to c.',
	]);
});

test('a drain writes over a text of several weights only as it was read', () => {
	const split = splitOf({a: 90, b: 10}, known);
	const at = {ref: split.ref, pointer: '/metadata/annotations/weights', stored: 1, form: 'within'} as const;
	const backends = split.backends.map(backend => ({...backend, weightAt: at}));
	const plan = planned(
		drainTraffic.plan({action: 'drain-traffic', target: route}, facts({...split, backends})),
	);
	expect(plan.steps[0]?.guards).toContainEqual({at: at.pointer, is: 1});
});

test.each([
	['weights alone', {}, {}, 'role-unknown'],
	['a named one that stays', {}, {to: 'b'}, 'planned'],
	['one that is not there', {}, {to: 'z'}, 'not-found'],
	['one that cannot answer', {...known, pods: {ready: 0, wanted: 3}}, {}, 'out-of-bounds'],
])('draining with %s', (_name, backend, input, answer) => {
	expect(
		refused(
			drainTraffic.plan(
				{action: 'drain-traffic', target: route, ...input},
				facts(splitOf({a: 90, b: 10}, backend)),
			),
		),
	).toBe(answer);
});

test('a fresh start at 50/50 or 75/25 without marks never drains by weight', () => {
	for (const weights of [
		{a: 50, b: 50},
		{a: 75, b: 25},
		{a: 25, b: 75},
	]) {
		expect(
			refused(drainTraffic.plan({action: 'drain-traffic', target: route}, facts(splitOf(weights)))),
		).toBe('role-unknown');
	}
});

function replicas(a: number, b: number): Split {
	const split = splitOf({a, b});
	return {
		...split,
		rule: '',
		guards: [],
		backends: split.backends.map(backend => ({
			...backend,
			kind: 'Deployment',
			weightAt: {
				ref: {resource: deployments, namespace: 'shop', name: backend.name, uid: backend.name},
				subresource: 'scale',
				pointer: '/spec/replicas',
				stored: backend.weight,
				form: 'replicas',
			},
		})),
	};
}

test('shifting by replicas scales the riser first and waits for it; so does its undo', () => {
	const plan = planned(
		shift.plan(
			{action: 'shift', target: route, percents: [{backend: 'b', percent: 50}]},
			facts(replicas(3, 1)),
		),
	);
	expect(plan.steps.map(step => [step.target.name, step.edits[0]?.to, step.waitFor])).toEqual([
		['b', 2, {seen: 'ready', of: plan.steps[0]?.target, pods: 2}],
		['a', 2, undefined],
	]);
	expect(
		undoSteps(plan.steps).map(step => [step.target.name, step.edits[0]?.to, step.waitFor?.seen]),
	).toEqual([
		['a', 3, 'ready'],
		['b', 1, undefined],
	]);
});

test.each([
	[3, 1, 10, 'out-of-bounds'],
	[3, 1, 90, 'out-of-bounds'],
	[3, 1, 0, 'planned'],
	[3, 1, 75, 'planned'],
	[0, 0, 50, 'out-of-bounds'],
])('with %s and %s pods, %s %% of the second is %s', (a, b, percent, answer) => {
	expect(
		refused(
			shift.plan(
				{action: 'shift', target: route, percents: [{backend: 'b', percent}]},
				facts(replicas(a, b)),
			),
		),
	).toBe(answer);
});

test('undoing guards the values that were written and whose they are, and nothing else', () => {
	const split = splitOf({a: 90, b: 10});
	const plan = planned(
		shift.plan({action: 'shift', target: route, percents: [{backend: 'b', percent: 25}]}, facts(split)),
	);
	const [back] = undoSteps(plan.steps);
	expect(back?.guards).toEqual([
		{at: '/spec/rules/0/backendRefs/0/name', is: 'a'},
		{at: '/spec/rules/0/backendRefs/0/weight', is: 75},
		{at: '/spec/rules/0/backendRefs/1/name', is: 'b'},
		{at: '/spec/rules/0/backendRefs/1/weight', is: 25},
	]);
	expect(back?.edits.map(edit => edit.to)).toEqual([90, 10]);
});

test('draining to a named version leaves rules alone that do not hold it, and says so', () => {
	const other = {...splitOf({x: 50, y: 50}), rule: 'search'};
	const plan = planned(
		drainTraffic.plan(
			{action: 'drain-traffic', target: route, to: 'a'},
			facts(splitOf({a: 90, b: 10}), other),
		),
	);
	expect(plan.lines.map(line => line.subject)).toEqual(['a (rule checkout)', 'b (rule checkout)']);
	expect(plan.concerns[0]?.says).toContain('rule search');
});

test('a lowered share that adds pods of the challenger is no escape', () => {
	const split = replicas(4, 1);
	const [champion, challenger] = split.backends;
	const marked: Split = {
		...split,
		backends: [
			{...champion!, roleFrom: 'mark', share: 50, pods: {ready: 1, wanted: 4}},
			{...challenger!, roleFrom: 'mark', share: 50, pods: {ready: 1, wanted: 1}},
		],
	};
	const plan = planned(
		shift.plan({action: 'shift', target: route, percents: [{backend: 'b', percent: 40}]}, facts(marked)),
	);
	expect(plan.isEscape).toBe(false);
	expect(plan.says).toContain('from 80/20 to 60/40');
});

test('a share that pods cannot reach is never "already so"', () => {
	const command = {action: 'shift', target: route, percents: [{backend: 'b', percent: 50}]} as const;
	expect(refused(shift.plan(command, facts(replicas(3, 2))))).toBe('out-of-bounds');
	expect(
		refused(shift.plan({...command, percents: [{backend: 'b', percent: 40}]}, facts(replicas(3, 2)))),
	).toBe('nothing-to-do');
});

test('a roll back shows and records nothing of the template', () => {
	const plan = planned(rollBack(1));
	expect(kubectlText(plan, 'demo')).toEqual([
		'kubectl --context demo rollout undo -n shop deployment/web --to-revision=1',
	]);
	expect(JSON.stringify(plan.steps.map(recordedStep))).not.toContain('containers');
});
